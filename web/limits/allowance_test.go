package limits

import (
	"fmt"
	"testing"
	"time"
)

// An allowance grows back with time.
func TestAllowanceRecovers(t *testing.T) {
	o := newAllowances()
	rate := Rate{Name: "probes", PerMinute: 6, Burst: 2}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2 {
		if wait := o.take(rate, "a", now); wait != 0 {
			t.Fatalf("number %d has to wait %v", i+1, wait)
		}
	}
	if wait := o.take(rate, "a", now); wait != 10*time.Second {
		t.Fatalf("the third has to wait %v, want 10s", wait)
	}
	if wait := o.take(rate, "b", now); wait != 0 {
		t.Errorf("another client has to wait %v", wait)
	}
	if wait := o.take(Rate{Name: "requests", PerMinute: 6, Burst: 2}, "a", now); wait != 0 {
		t.Errorf("another rate has to wait %v", wait)
	}
	if wait := o.take(rate, "a", now.Add(10*time.Second)); wait != 0 {
		t.Errorf("after ten seconds there are %v more", wait)
	}
}

// However many clients there are, the memory for them is bounded.
func TestClientsAreForgotten(t *testing.T) {
	o := newAllowances()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range maxClients + 5 {
		o.take(Rate{Name: "probes", PerMinute: 6, Burst: 2}, fmt.Sprint(i), now)
	}
	if len(o.clients) > maxClients {
		t.Errorf("%d clients are remembered", len(o.clients))
	}
}
