# Thin on purpose: dev.py does the work, so that Windows has the same commands (`python dev.py run`).
PYTHON ?= python3

.PHONY: run test bench soak check peers
run test bench soak check peers:
	@$(PYTHON) dev.py $@ $(ARGS)
