package main

import (
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	got, err := read(strings.NewReader(`goos: linux
pkg: redis-wizard/configschema
BenchmarkEvaluate/values-2         	    7317	    149021 ns/op	   40617 B/op	     347 allocs/op
PASS
ok  	redis-wizard/configschema	4.1s
pkg: the module in node v20.20.2
BenchmarkForm,_five_sentinels 2000 469000 median-ns 1143000 p95-ns
pkg: redis-wizard/connectivity
BenchmarkServer-2     	      85	         6.437 probe-p50-ms	         4.439 ratio
PASS
`))
	if err != nil {
		t.Fatal(err)
	}
	want := `
### redis-wizard/configschema

| | measured |
|---|---|
| Evaluate/values | 149 µs, 40617 B, 347 allocs |

### the module in node v20.20.2

| | measured |
|---|---|
| Form, five sentinels | median 469 µs, p95 1.14 ms |

### redis-wizard/connectivity

| | measured |
|---|---|
| Server | probe p50 6.44 ms, ratio 4.44 |
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestReadRefusals(t *testing.T) {
	for name, output := range map[string]string{
		"nothing":   "goos: linux\nPASS\n",
		"a failure": "pkg: p\nBenchmarkA-2 1 5 ns/op\n--- FAIL: BenchmarkB\nFAIL\n",
	} {
		if got, err := read(strings.NewReader(output)); err == nil {
			t.Errorf("%s gives a report: %s", name, got)
		}
	}
}
