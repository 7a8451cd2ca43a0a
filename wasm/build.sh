#!/usr/bin/env bash
# wasm/build.sh FILE builds the module into FILE, for the page and for the tests
# alike.
set -euo pipefail
# Inlining is off but for the runtime: the module gets 70 KB smaller after brotli,
# and an evaluation takes a tenth of a millisecond longer at most (make bench). With
# internal/runtime, sync and reflect inlined as well it is smaller, but larger after
# brotli; without inlining in the runtime an evaluation takes a quarter longer.
# The collector of Go 1.25 makes it another 10 KB smaller, and is as good for a heap
# of a few megabytes.
GOEXPERIMENT=nogreenteagc GOOS=js GOARCH=wasm exec "${GO:-go}" build -trimpath -buildvcs=false -gcflags="all=-l -dwarf=false" -gcflags=runtime/...= -ldflags='-s -w' -o "$1" redis-wizard/wasm
