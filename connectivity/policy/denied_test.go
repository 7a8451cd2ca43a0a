package policy

import (
	"net/netip"
	"testing"
	"time"
)

// What is remembered is bounded, whatever a name server answers.
func TestDeniedIsBounded(t *testing.T) {
	memory := &Denied{}
	for i := range 10 * maxDenied {
		memory.Note(DeniedName{Host: "x"}, []netip.Addr{netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})}, nil, time.Now())
	}
	if got := len(memory.names["x"].seen); got > maxDenied {
		t.Errorf("%d addresses are remembered", got)
	}
}

func TestParseDenial(t *testing.T) {
	for _, good := range []string{"10.0.0.0/8", "redis.internal", "localhost", "fd00::1"} {
		if _, err := ParseDenial(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"*.internal", "*.Internal.", ""} {
		if _, err := ParseDenial(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
