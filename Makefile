# `make run` and `make test` need Python 3.11 or newer, nothing else; another one: make run PYTHON=python3.12
PYTHON ?= python3
VENV := .venv/bin
WORKERS ?= auto

.PHONY: run backup restore upgrade dev test bench drill lint docs lock

run:
	@$(PYTHON) config/bootstrap.py
	@$(VENV)/python manage.py serve

backup:
	@$(PYTHON) config/bootstrap.py
	@$(VENV)/python manage.py backup $(if $(FILE),"$(FILE)")

# REPLACE=1 throws away what the database holds.
restore:
	@test -n "$(FILE)" || { echo "FactDB: Say which backup: make restore FILE=..." >&2; exit 1; }
	@$(PYTHON) config/bootstrap.py
	@$(VENV)/python manage.py restore "$(FILE)" $(if $(REPLACE),--replace)

# TO=v1.2 is a tag or commit of git; FROM=../old the folder of the old version, where there is no git.
upgrade:
	@$(PYTHON) config/upgrade.py $(if $(TO),--to "$(TO)") $(if $(FROM),--from "$(FROM)")

dev:
	@$(PYTHON) config/bootstrap.py requirements-dev.txt

test: dev
	FACTDB_VAR=$(CURDIR)/var/test $(VENV)/python -m pytest -n $(WORKERS) $(ARGS)

# Half an hour on two quiet cores, and ten minutes more the first time, for the records under var/bench. All of them run
# whatever fails; the last line of each says what it found. As root, or the disk of `kills` is never full.
DRILLS ?= replication slow_clients backup kills races hostile logins newsday
drill: dev
	@failed=; for name in $(DRILLS); do $(VENV)/python -m tests.drills.$$name || failed="$$failed $$name"; done; \
		test -z "$$failed" || { echo "Goals missed:$$failed" >&2; exit 1; }

# CLAIMS=1000000 takes half an hour and 10 GB under var/bench the first time; ARGS="--profile PATH" shows one request.
CLAIMS ?= 1000000
bench: dev
	FACTDB_VAR=$(or $(BENCH_VAR),$(CURDIR)/var/bench/$(CLAIMS)) $(VENV)/python -m tests.bench --claims $(CLAIMS) --write $(ARGS)

lint: dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/djlint --check --lint templates
	$(VENV)/mypy

docs: dev
	$(VENV)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: dev
	for name in requirements-venv requirements requirements-embedded requirements-redis requirements-dev; do \
		$(VENV)/$(LOCK) $(ARGS) $$name.in --output-file $$name.txt || exit; done
	$(VENV)/python -m tests.licences
