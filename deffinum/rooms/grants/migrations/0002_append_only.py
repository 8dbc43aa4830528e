"""Rows of the ledger and signatures never change; payments of a tranche never exceed it: the database refuses it."""

from django.db import migrations

from deffinum.foundation.audit.append_only import append_only

WITHIN_TRANCHE = """
CREATE FUNCTION grants_within_tranche() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paid bigint;
  allowed bigint;
BEGIN
  SELECT amount_cents INTO allowed FROM grants_tranche WHERE id = NEW.tranche_id FOR UPDATE;
  SELECT coalesce(sum(amount_cents), 0) INTO paid FROM grants_ledgerentry WHERE tranche_id = NEW.tranche_id;
  IF paid < 0 OR paid > allowed THEN
    RAISE EXCEPTION 'ledger: % paid on a tranche of %', paid, allowed USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER grants_ledgerentry_within_tranche AFTER INSERT ON grants_ledgerentry
  FOR EACH ROW WHEN (NEW.tranche_id IS NOT NULL) EXECUTE FUNCTION grants_within_tranche();
"""
BACK = """
DROP TRIGGER grants_ledgerentry_within_tranche ON grants_ledgerentry;
DROP FUNCTION grants_within_tranche();
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]

    operations = [
        append_only("grants_ledgerentry"),
        append_only("grants_signature"),
        migrations.RunSQL(sql=WITHIN_TRANCHE, reverse_sql=BACK),
    ]
