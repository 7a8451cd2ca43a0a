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
# The module as it is built; the binary holds its packed forms alone.
MODULE   := .cache/redis-wizard.wasm
DRIVER   := e2e/.playwright
JS       := GOOS=js GOARCH=wasm
# 2 MB of a million bytes each: what the page loads beside itself, packed. Until it
# is there the server judges.
BUDGET   := 2000000
GO_FILES := $(shell find . -name '*.go' -not -path './.*' -not -path './e2e/.*')

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# From a fresh clone two processors are busy all the time: one with the module, one
# with what the wizard is made of but for the module. Without C, inlining and what
# debuggers read, Go compiles it in half the time.
QUICK := -gcflags='all=-l -dwarf=false'
.PHONY: run
run: export CGO_ENABLED := 0
run: ## The wizard with a sandbox Redis behind it, on port 8080 or a free one
	@$(MAKE) --no-print-directory -j2 wasm-fast sandbox-parts PACK_FLAGS="$(QUICK)"
	@$(GO) build $(QUICK) -ldflags='-s -w' -o .cache/sandbox ./cmd/sandbox
	@exec .cache/sandbox

# All that does not hold the module.
.PHONY: sandbox-parts
sandbox-parts: export CGO_ENABLED := 0
sandbox-parts:
	@echo "Compiling the wizard; the first time its modules are downloaded, and it takes a minute"
	@$(GO) build $(QUICK) $$($(GO) list -deps -f '{{$$holds := eq .ImportPath "redis-wizard/web/assets"}}{{range .Deps}}{{if eq . "redis-wizard/web/assets"}}{{$$holds = true}}{{end}}{{end}}{{if not $$holds}}{{.ImportPath}}{{end}}' ./cmd/sandbox)

.PHONY: build
build: wasm ## The production binary, in bin/
	CGO_ENABLED=0 GOOS=$(TARGETOS) GOARCH=$(TARGETARCH) $(GO) build -trimpath -buildvcs=false -ldflags='$(LDFLAGS)' -o bin/redis-wizard ./cmd/redis-wizard

# --- the WebAssembly module ------------------------------------------------

.PHONY: wasm wasm-fast
wasm: .cache/packed ## The module for the page, packed as it is handed out
# For tests and `make run`: packed somehow, in a second if it is not yet.
wasm-fast: .cache/packed-somehow

WASM_SOURCES := $(shell find configschema wasm web/answer web/base web/codes web/spoken web/state web/views -name '*.go' -not -name '*_test.go')

# The stamp changes with the compiler: module and glue must come from one Go.
.cache/go-version: FORCE
	@mkdir -p $(@D)
	@$(GO) version | cmp -s - $@ || $(GO) version > $@
.PHONY: FORCE
FORCE:

$(MODULE): $(WASM_SOURCES) wasm/build.sh go.mod go.sum .cache/go-version
	@echo "Compiling the WebAssembly module"
	@GO=$(GO) wasm/build.sh $@
	@touch $@

# Two stamps say how what is in $(DIST) was packed: `packed` is there only while it is
# as small as it gets, and `packed-somehow` is never older.
PACKED_GONE := $(if $(wildcard $(DIST)/redis-wizard.wasm.br),,FORCE)
define pack
@rm -f .cache/packed .cache/packed-somehow
@find $(DIST) -type f -not -name .keep -delete
@install -m 644 "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $(DIST)/wasm_exec.js
@CGO_ENABLED=0 $(GO) run $(PACK_FLAGS) ./cmd/pack $(1) $(MODULE) $(DIST)
endef

.cache/packed: $(MODULE) $(PACKED_GONE)
	@echo "Packing the module as small as it gets"
	$(call pack,)
	@touch .cache/packed .cache/packed-somehow

.cache/packed-somehow: $(MODULE) $(PACKED_GONE)
	$(call pack,-fast)
	@touch .cache/packed-somehow

.PHONY: generate
generate: ## Views and documents that are made from other files
	$(GO) tool templ generate -log-level warn
	$(GO) generate ./...

# --- tests -----------------------------------------------------------------

# What never ends is ended after this time. It says nothing about speed: a busy
# machine may need several times what an idle one needs.
HANGS := -timeout 20m

# `go vet` is a check of its own, over everything; to vet each package once more would
# take a fifth of the time that compiling takes.
# Go's own summary, one line for each package as it ends, is the last thing printed.
.PHONY: test
test: setup test-js ## Everything: unit, conformance, three doors, real Redis, real browser
	@echo "test: $$($(GO) list ./... | wc -l) packages, one line each; e2e, which drives a browser, takes longest"
	$(GO) test -vet=off $(HANGS) -parallel 8 ./...

# One compiler makes both programs, so only what depends on the processor, the system
# or the depth of a stack can differ: what becomes of numbers that no integer holds,
# which the corpus has, and how hostile input ends, which the seeds of the fuzz tests
# are. The module that is shipped answers beside the server in cmd/redis-wizard.
JS_TESTS = $$(grep -rl --include='*_test.go' '^func Fuzz' configschema | xargs -n 1 dirname | sort -u | sed 's,^,./,')
.PHONY: test-js
test-js: setup-node ## configschema's corpus and fuzz seeds as WebAssembly, in node
	@echo "test-js: configschema as WebAssembly, in node"
	$(JS) $(GO) test -vet=off -exec="$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" $(HANGS) -run '^(TestConformance$$|Fuzz)' $(JS_TESTS)

# The detector sees what goroutines share. configschema, the generators and the like
# start none and have no state; when a server calls them from many, the tests of web and
# cmd see that, whose packages are all built with the detector. What goes through a
# corpus, one input after the other, or asks another process is left to the run without
# it, and so is (-short) what looks at how the page is drawn.
RACE_PACKAGES = $$($(GO) list ./... | grep -vE '^redis-wizard/(configschema|cmd/pack|web/locale|web/metrics|e2e/bench|e2e/figures)(/|$$)')
ONE_BY_ONE    := ^(TestCheckAgreesWithAuthelia|TestNoSecretInReports|TestNothingPrintedCommands|TestThreeDoors|TestQuestionDoors|TestModuleSpeaksLanguages|TestOpenAPICorpus|TestArrows|TestWASMAvoids)$$
.PHONY: test-race
test-race: setup ## The Go tests with goroutines in them under the race detector
	$(GO) test -race -short -vet=off $(HANGS) -parallel 8 -skip '$(ONE_BY_ONE)' $(RACE_PACKAGES)

.PHONY: e2e
e2e: setup ## The journeys in a real browser only
	$(GO) test -count=1 -v $(HANGS) ./e2e/...

.PHONY: screenshots
screenshots: setup ## The pictures of the page in docs/, at four widths in light and dark
	REDIS_WIZARD_SCREENSHOTS=$(CURDIR)/docs $(GO) test -count=1 -run '^TestScreenshots$$' ./e2e

# --- what the tests stand on -----------------------------------------------

.PHONY: setup
setup: setup-redis setup-servers setup-readers setup-browser $(DRIVER)/ready wasm-fast ## Install what the tests need and this machine lacks

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
check: check-format check-types check-vet check-generated check-modules check-dependencies check-size check-deploy vulncheck ## Format, vet, staticcheck, generated files, go.mod, dependencies, size, deploy/, vulnerabilities

.PHONY: check-format
check-format:
	@unformatted="$$(gofmt -l $(GO_FILES))"; test -z "$$unformatted" || { echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; }

# The page's modules and its worker, held against the shapes in wasm/wasm.d.ts.
.PHONY: check-types
check-types: $(DRIVER)/ready
	$(DRIVER)/node $(DRIVER)/node_modules/typescript/bin/tsc -p web/assets

.PHONY: check-vet
check-vet: .cache/staticcheck
	$(GO) vet ./...
	$(JS) $(GO) vet ./wasm/... ./web/answer ./configschema/...
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

.PHONY: check-dependencies
check-dependencies: ## Direct dependencies that are more than a minor release behind (STRICT=1 fails on them)
	@GO=$(GO) .ci/dependencies

.PHONY: check-size
check-size: wasm
	@$(GO) run ./cmd/pack -budget $(BUDGET) $(DIST)/redis-wizard.wasm.br

# deploy/ is a module of its own: its tests know schemas that the wizard has no use for.
.PHONY: check-deploy
check-deploy: wasm-fast setup-redis .cache/staticcheck
	@.ci/need unshare=util-linux 'ip|/usr/sbin/ip|/sbin/ip=iproute2'
	cd deploy && $(GO) vet ./... && ../.cache/staticcheck ./... && $(GO) mod tidy -diff
	cd deploy && $(GO) test -count=1 -short $(HANGS) ./...

.PHONY: deploy-test
deploy-test: setup-redis ## The tests of deploy/, with a failover of the Sentinel group
	cd deploy && $(GO) test -count=1 -v $(HANGS) ./...

.PHONY: vulncheck
vulncheck: ## Known vulnerabilities that the wizard reaches (.ci/vulncheck says with which database)
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
	@{ $(GO) test -run '^$$' -bench . -benchmem ./configschema ./configschema/api; \
	node --no-warnings wasm/node/bench.mjs $(MODULE) $(DIST)/wasm_exec.js; \
	$(GO) test -run '^$$' -bench . ./connectivity; } | $(GO) run ./e2e/bench docs/performance.md
	@$(GO) run ./cmd/pack -budget $(BUDGET) $(DIST)/redis-wizard.wasm.br

# It takes some minutes, and wants the machine for itself.
.PHONY: load
load: build setup ## Measure the built binary under load and in a browser, into docs/performance.md too
	$(GO) run ./e2e/load bin/redis-wizard docs/performance.md

.PHONY: clean
clean: ## Everything that was built or downloaded into the tree
	rm -rf bin .cache $(DRIVER) e2e/.output
	find $(DIST) -type f -not -name .keep -delete
