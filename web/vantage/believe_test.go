package vantage

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"redis-wizard/connectivity"
)

func TestBelieve(t *testing.T) {
	// many is a list of n elements, of which one more is too many.
	many := func(element string, n int) string {
		return "[" + strings.Repeat(element+",", n-1) + element + "]"
	}
	good := func(member string) string { return `{"verdict":"pass","endpoints":[{"id":"e1"}],` + member + `}` }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"passed":                    {`{"verdict":"pass","endpoints":[{"id":"e1"}]}`, nil},
		"warned":                    {`{"verdict":"warn","endpoints":[{"id":"e1"}]}`, nil},
		"failed":                    {`{"verdict":"fail","endpoints":[{"id":"e1"}]}`, nil},
		"failed before it began":    {`{"verdict":"fail"}`, nil},
		"passed without a test":     {`{"verdict":"pass"}`, errNoReport},
		"warned without a test":     {`{"verdict":"warn","endpoints":[]}`, errNoReport},
		"no verdict":                {`{"endpoints":[{"id":"e1"}]}`, errNoReport},
		"another verdict":           {`{"verdict":"PASS","endpoints":[{"id":"e1"}]}`, errNoReport},
		"as many endpoints as may":  {`{"verdict":"pass","endpoints":` + many("{}", maxEndpoints) + `}`, nil},
		"too many endpoints":        {`{"verdict":"pass","endpoints":` + many("{}", maxEndpoints+1) + `}`, errTooLarge},
		"as many findings as may":   {good(`"findings":` + many("{}", maxFindings)), nil},
		"too many findings":         {good(`"findings":` + many("{}", maxFindings+1)), errTooLarge},
		"too many steps":            {`{"verdict":"pass","endpoints":[{"steps":` + many("{}", maxSteps+1) + `}]}`, errTooLarge},
		"announced by too many":     {`{"verdict":"pass","endpoints":[{"announced_by":` + many(`""`, maxNames+1) + `}]}`, errTooLarge},
		"too many replicas":         {good(`"topology":{"replicas":` + many(`""`, maxNames+1) + `}`), errTooLarge},
		"too many sentinels":        {good(`"topology":{"sentinels":` + many(`""`, maxNames+1) + `}`), errTooLarge},
		"too many unlisted":         {good(`"topology":{"unlisted":` + many(`""`, maxNames+1) + `}`), errTooLarge},
		"too many samples":          {good(`"latency":{"values_ms":` + many("1", maxSamples+1) + `}`), errTooLarge},
		"a topology of nothing":     {good(`"topology":{}`), nil},
		"as many samples as may be": {good(`"latency":{"values_ms":` + many("1", maxSamples) + `}`), nil},
	} {
		var report connectivity.Report
		if err := json.Unmarshal([]byte(c.text), &report); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := believe(&report); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Lists that were left out are written as lists again, as the API promises.
func TestBelieveMakesLists(t *testing.T) {
	report := connectivity.Report{Verdict: connectivity.Fail, Endpoints: make([]connectivity.EndpointReport, 1)}
	if err := believe(&report); err != nil || report.Findings == nil || report.Endpoints[0].Steps == nil {
		t.Errorf("%v: %+v", err, report)
	}
	report.Endpoints = nil
	if err := believe(&report); err != nil || report.Endpoints == nil {
		t.Errorf("%v: %+v", err, report)
	}
}

func TestTally(t *testing.T) {
	step := func(id string) connectivity.StepEvent {
		var event connectivity.StepEvent
		event.ID, event.Step.Step = id, connectivity.StepConnect
		return event
	}
	noName := step("e1")
	noName.Step.Step = ""
	for _, bad := range []connectivity.StepEvent{{}, step(""), noName} {
		if err := (tally{}).add(bad); !errors.Is(err, errNoReport) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	crowded := step("e1")
	crowded.AnnouncedBy = make([]string, maxNames+1)
	if err := (tally{}).add(crowded); !errors.Is(err, errTooLarge) {
		t.Errorf("announced by too many: %v", err)
	}
	for name, id := range map[string]func(i int) string{
		"steps of one endpoint": func(int) string { return "e1" },
		"endpoints":             func(i int) string { return fmt.Sprint("e", i) },
	} {
		most := map[string]int{"steps of one endpoint": maxSteps, "endpoints": maxEndpoints}[name]
		steps := tally{}
		for i := range most {
			if err := steps.add(step(id(i))); err != nil {
				t.Fatalf("%s: number %d: %v", name, i+1, err)
			}
		}
		if err := steps.add(step(id(most))); !errors.Is(err, errTooLarge) {
			t.Errorf("one of %s too many: %v", name, err)
		}
	}
}
