# Commands. Each target says what it does and ends with its figures; the work is in programs.
LANGUAGE ?= rust
CALLS ?= 1000000
CARGO ?= cargo
# On a terminal cargo shows its progress; in a log, errors and warnings only.
export CARGO_TERM_QUIET ?= $(shell [ -t 2 ] && echo false || echo true)

.PHONY: help demo test generate import diff replay flows crawl peers faults bench consumers package api fuzz soak samples docs findings pictures
help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

demo: ## list, change and restore users of a simulated org of 10,000, or read-only of the org of OKTA_CLIENT_ORGURL; then export them
	@echo "building the simulator and the demo (release)"
	@$(CARGO) build --release -p oktant-simulator -p oktant-examples --bin oktant-simulator --bin demo
	@$(CARGO) run --release -q -p oktant-examples --bin demo
	@examples/python/demo.sh
	@examples/node/demo.sh
	@examples/kotlin/demo.sh
	@examples/swift/demo.sh
	@examples/command/demo.sh

test: ## every check in every language; ends with the counts
	@python3 tests/run.py

generate: ## spec/ -> generated code
	@$(CARGO) run -p oktant-codegen -- generate

import: ## make import DOC=FILE: an Okta management document -> spec/management.yaml
	@$(CARGO) run -p oktant-codegen -- import "$(DOC)"

diff: ## make diff OLD=A.yaml NEW=B.yaml: what changes for users between two Okta documents, as Markdown, with aliases for old names
	@$(CARGO) run -q -p oktant-codegen -- diff "$(OLD)" "$(NEW)"

replay: ## make replay LANGUAGE=rust|python|node|chromium|kotlin|swift FILES="A.jsonl.gz B.jsonl": recorded traffic through the typed API
	@tests/python.sh tests/replay/replay.py --language $(LANGUAGE) $(or $(FILES),tests/replay/sample.jsonl)

crawl: ## every operation of the document on the simulator, as the document has it and wrong; writes docs/simulator.md
	@tests/python.sh tests/crawl/crawl.py --table docs/simulator.md

flows: ## make flows FILES="A.jsonl.gz B.jsonl": recorded flows against the simulator, each against a new org; fails below 95 %
	@tests/python.sh tests/flows/flows.py $(FILES)

peers: ## the official SDKs do their quickstart against the simulator (needs the registries)
	@tests/peers/peers.sh

faults: ## make faults LANGUAGE=rust|python|node|browser|kotlin|swift FILE="A.yaml": what a caller sees when an org, a network or a clock misbehaves
	@tests/python.sh tests/faults/faults.py --language $(LANGUAGE) $(FILE)

bench: ## everything, compared with other clients: half an hour, writes docs/benchmarks.md; LANGUAGE=rust|python|node|kotlin|swift|command|compile|simulator|pacing|export|fleet: one part; BEFORE=COMMIT: with the build of that commit (rust, python, kotlin)
	@$(if $(BEFORE),python3 benches/before.py $(LANGUAGE) $(BEFORE),python3 benches/run.py $(if $(filter file,$(origin LANGUAGE)),,$(LANGUAGE)))

consumers: ## the npm package in bundlers and frameworks, and the Swift package with releases of Swift, that `make test` does not install
	@bindings-wasm/test.sh consumers
	@$(MAKE) --no-print-directory package LANGUAGE=swift

package: ## make package: what goes to each registry, built and checked as users get it, in target/artefacts; LANGUAGE=rust|python|wasm|kotlin|swift|cli|simulator: one of them
	@REQUIREMENTS=release/requirements.txt tests/python.sh release/package.py $(if $(filter file,$(origin LANGUAGE)),,$(LANGUAGE))

api: ## the public API of each language as text (*.api), written anew after a change; LANGUAGE=rust|python|wasm|kotlin|swift: one of them
	@release/api.sh $(if $(filter file,$(origin LANGUAGE)),,$(LANGUAGE))

pictures: ## docs/images: the console in Chromium, light and dark, and the progress of an export on a terminal
	@examples/console/test.sh screenshots
	@examples/command/progress.sh docs/images/export-progress.svg

fuzz: ## one minute each of the fuzz targets (needs cargo-fuzz)
	@for target in addresses decode headers keys link_header step; do RUSTC_BOOTSTRAP=1 $(CARGO) fuzz run --sanitizer none $$target -- -max_total_time=60 || exit 1; done

soak: ## a million calls over sockets, 64 at once, faults at 1 %: nothing lost or duplicated, memory flat
	@$(CARGO) run --release -p oktant-e2e --bin soak -- --calls $(CALLS)

samples: ## make samples LANGUAGE=rust|python|ts|kotlin|swift|sh|data PAGE="docs/A.md": the code that README.md and docs/ show, run
	@tests/python.sh tests/samples/samples.py --language $(LANGUAGE) $(PAGE)

docs: ## docs/ as a site in target/docs/site, with every link checked; ends with pages, links and samples
	@REQUIREMENTS=site/requirements.txt tests/python.sh site/build.py

findings: ## surprises about real libraries, tools and formats, run again with pinned versions (needs the network)
	@findings/run.sh
