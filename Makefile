# Every target is one word of bin/deffinum, which needs nothing but Python 3.11. `make` alone lists them.
PYTHON ?= python3
WORDS := help run test dev stop lint bench check-production where new-room shot conformance messages map database lock
export ARGS NAME PORT SUITE WORD

.PHONY: $(WORDS)
$(WORDS):
	@$(PYTHON) bin/deffinum $@
