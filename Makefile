# Everything that is done with this project, one target each; `make help` lists them.
# `make run` needs nothing but Go. `make test` installs what else it needs.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
LDFLAGS  := -s -w -X main.version=$(VERSION)
# What `make build` builds for; empty is this machine.
TARGETOS   ?=
TARGETARCH ?=
DIST     := web/assets/dist
# The modules as they are built; the binary holds their packed forms alone.
MODULE   := .cache/redis-wizard.wasm
WORKSHOP := .cache/workshop.wasm
DRIVER   := e2e/.playwright
JS       := GOOS=js GOARCH=wasm
# 930 KB of 1000 bytes each: what the page may load before it validates by itself.
BUDGET   := 930000
# What it loads when a file is brought or a shape is chosen.
LATER    := 1300000
GO_FILES := $(shell find . -name '*.go' -not -path './.*' -not -path './e2e/.*')

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: wasm ## The wizard with a sandbox Redis behind it, on port 8080 or a free one
	@$(GO) build -o .cache/sandbox ./cmd/sandbox
	@exec .cache/sandbox

.PHONY: build
build: wasm ## The production binary, in bin/
	CGO_ENABLED=0 GOOS=$(TARGETOS) GOARCH=$(TARGETARCH) $(GO) build -trimpath -buildvcs=false -ldflags='$(LDFLAGS)' -o bin/redis-wizard ./cmd/redis-wizard

# --- the WebAssembly module ------------------------------------------------

.PHONY: wasm
wasm: $(DIST)/redis-wizard.wasm.br $(DIST)/workshop.wasm.br ## The two modules for the page, packed

WASM_SOURCES := $(shell find configschema wasm cmd/pack -name '*.go' -not -name '*_test.go')

# The stamp changes with the compiler: module and glue must come from one Go.
.cache/go-version: FORCE
	@mkdir -p $(@D)
	@$(GO) version | cmp -s - $@ || $(GO) version > $@
.PHONY: FORCE
FORCE:

# A module's .br comes last, when everything beside it is in place.
$(DIST)/redis-wizard.wasm.br: $(WASM_SOURCES) wasm/build.sh go.mod go.sum .cache/go-version
	@mkdir -p $(DIST)
	GO=$(GO) wasm/build.sh $(MODULE)
	cp "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $(DIST)/wasm_exec.js
	@chmod u+w $(DIST)/wasm_exec.js
	@$(GO) run ./cmd/pack $(MODULE)
	@mv $(MODULE).gz $(DIST)/redis-wizard.wasm.gz
	@mv $(MODULE).br $@

$(DIST)/workshop.wasm.br: $(WASM_SOURCES) wasm/build.sh go.mod go.sum .cache/go-version
	@mkdir -p $(DIST)
	GO=$(GO) wasm/build.sh $(WORKSHOP) wasm/workshop
	@$(GO) run ./cmd/pack $(WORKSHOP)
	@mv $(WORKSHOP).gz $(DIST)/workshop.wasm.gz
	@mv $(WORKSHOP).br $@

.PHONY: generate
generate: ## Views and documents that are made from other files
	$(GO) tool templ generate -log-level warn
	$(GO) generate ./...

# --- tests -----------------------------------------------------------------

# What never ends is ended after this time. It says nothing about speed: a busy
# machine may need several times what an idle one needs.
HANGS := -timeout 20m

# Go's own summary, one line for each package as it ends, is the last thing printed.
.PHONY: test
test: setup test-js ## Everything: unit, conformance, three doors, real Redis, real browser
	@echo "test: $$($(GO) list ./... | wc -l) packages, one line each; e2e, which drives a browser, takes longest"
	$(GO) test $(HANGS) -parallel 8 ./...

.PHONY: test-js
test-js: setup-node ## configschema's tests as WebAssembly, in node
	@echo "test-js: configschema as WebAssembly, in node"
	$(JS) $(GO) test -exec="$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" $(HANGS) ./configschema/...

.PHONY: test-race
test-race: setup ## The same Go tests under the race detector, but for those that only look at the page
	$(GO) test -race -short $(HANGS) -parallel 8 ./...

.PHONY: e2e
e2e: setup ## The journeys in a real browser only
	$(GO) test -count=1 -v $(HANGS) ./e2e/...

.PHONY: screenshots
screenshots: setup ## The pictures of the page in docs/, at four widths in light and dark
	REDIS_WIZARD_SCREENSHOTS=$(CURDIR)/docs $(GO) test -count=1 -run '^TestScreenshots$$' ./e2e

# --- what the tests stand on -----------------------------------------------

.PHONY: setup
setup: setup-redis setup-servers setup-readers setup-browser $(DRIVER)/ready wasm ## Install what the tests need and this machine lacks

.PHONY: setup-redis setup-servers setup-readers setup-browser setup-node
setup-redis:
	@.ci/need redis-server=redis-server redis-sentinel=redis-sentinel redis-cli=redis-tools
# What other Debian releases have, unpacked into .cache/servers; not installed.
setup-servers: setup-redis
	@.ci/servers
# Those who read what the wizard writes.
setup-readers:
	@.ci/need kubectl=kubernetes-client systemd-analyze=systemd
setup-browser:
	@.ci/need 'chromium-headless-shell|chromium|google-chrome=chromium-headless-shell' /usr/share/fonts/truetype/liberation=fonts-liberation
setup-node:
	@.ci/need node=nodejs

# playwright-go looks for DIR/package (playwright-core) and DIR/node.
$(DRIVER)/ready: e2e/package.json e2e/package-lock.json | setup-node
	@.ci/need npm=npm
	@mkdir -p $(DRIVER)
	@cp e2e/package.json e2e/package-lock.json $(DRIVER)/
	cd $(DRIVER) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@ln -sfn node_modules/playwright-core $(DRIVER)/package
	@ln -sfn "$$(command -v node)" $(DRIVER)/node
	@touch $@

# --- checks ----------------------------------------------------------------

.PHONY: check
check: check-format check-vet check-generated check-modules check-size check-deploy vulncheck ## Format, vet, staticcheck, generated files, go.mod, size, deploy/, vulnerabilities

.PHONY: check-format
check-format:
	@unformatted="$$(gofmt -l $(GO_FILES))"; test -z "$$unformatted" || { echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; }

.PHONY: check-vet
check-vet: wasm .cache/staticcheck
	$(GO) vet ./...
	$(JS) $(GO) vet ./wasm/... ./configschema/...
	.cache/staticcheck ./...
	$(JS) .cache/staticcheck ./wasm/... ./configschema/...

# Built for this machine; `go tool` would build it for the GOOS that it looks at.
.cache/staticcheck: go.mod .cache/go-version
	$(GO) build -o $@ honnef.co/go/tools/cmd/staticcheck

# Made afresh in a copy, so that a check never changes the tree it looks at.
.PHONY: check-generated
check-generated:
	@copy="$$(mktemp -d)"; trap 'rm -rf "$$copy"' EXIT; \
	cp -a cmd configschema connectivity web wasm e2e docs go.mod go.sum "$$copy"; \
	find "$$copy" -name '*_templ.go' -delete; \
	(cd "$$copy" && $(GO) tool templ generate -log-level warn && $(GO) generate ./...); \
	for part in cmd configschema connectivity web wasm docs; do \
		diff -ru --exclude=.playwright "$$part" "$$copy/$$part" || { echo "generated files are stale: run make generate"; exit 1; }; \
	done

.PHONY: check-modules
check-modules:
	$(GO) mod tidy -diff
	$(GO) mod verify

.PHONY: check-size
check-size: wasm
	@$(GO) run ./cmd/pack -budget $(BUDGET) $(MODULE)
	@$(GO) run ./cmd/pack -budget $(LATER) $(WORKSHOP)

# deploy/ is a module of its own: its tests know schemas that the wizard has no use for.
.PHONY: check-deploy
check-deploy: wasm setup-redis .cache/staticcheck
	@.ci/need unshare=util-linux 'ip|/usr/sbin/ip|/sbin/ip=iproute2'
	cd deploy && $(GO) vet ./... && ../.cache/staticcheck ./... && $(GO) mod tidy -diff
	cd deploy && $(GO) test -count=1 -short $(HANGS) ./...

.PHONY: deploy-test
deploy-test: setup-redis ## The tests of deploy/, with a failover of the Sentinel group
	cd deploy && $(GO) test -count=1 -v $(HANGS) ./...

.PHONY: vulncheck
vulncheck: wasm ## Known vulnerabilities that the wizard reaches (.ci/vulncheck says with which database)
	@GO=$(GO) .ci/vulncheck

# --- what is handed out ----------------------------------------------------

.PHONY: release
release: wasm ## Binaries for six platforms, their checksums and a bill of materials, in dist/
	@GO=$(GO) VERSION=$(VERSION) .ci/release dist

# Built from nothing the second time, in another folder: no cache, no path, no clock
# may leave a trace. BUILD is the platform.
BUILD ?= linux/amd64
.PHONY: release-check
release-check: wasm ## Two builds of one platform give the same bytes
	@GO=$(GO) VERSION=$(VERSION) BUILD=$(BUILD) .ci/release-check

# Not a part of `make test`: it makes a Debian to build in, and needs root.
.PHONY: image-test
image-test: ## Build the image without a container engine, for two platforms, and run it
	.ci/image

# --- figures ---------------------------------------------------------------

.PHONY: bench
bench: wasm setup-node setup-redis ## Time evaluations (native, WebAssembly) and connection tests, into docs/performance.md
	@{ $(GO) test -run '^$$' -bench . -benchmem ./configschema; \
	node --no-warnings wasm/node/bench.mjs $(MODULE) $(DIST)/wasm_exec.js; \
	$(GO) test -run '^$$' -bench . ./connectivity; } | $(GO) run ./e2e/bench docs/performance.md
	@$(GO) run ./cmd/pack -budget $(BUDGET) $(MODULE)
	@$(GO) run ./cmd/pack -budget $(LATER) $(WORKSHOP)

# It takes some minutes, and wants the machine for itself.
.PHONY: load
load: build setup ## Measure the built binary under load and in a browser, into docs/performance.md too
	$(GO) run ./e2e/load bin/redis-wizard docs/performance.md

.PHONY: clean
clean: ## Everything that was built or downloaded into the tree
	rm -rf bin .cache $(DRIVER) e2e/.output
	find $(DIST) -type f -not -name .keep -delete
