"""Background work in PostgreSQL: a job takes ids, is idempotent, and is retried when its worker dies."""
