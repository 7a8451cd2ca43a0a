package guard

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func feed(text string) error {
	var s scanner
	if problem := s.feed([]byte(text)); problem != nil {
		return problem
	}
	return nil
}

func TestGuardLimits(t *testing.T) {
	good := []string{
		"+OK\r\n", "-ERR x\r\n", ":1\r\n", "$0\r\n\r\n", "$3\r\na\nb\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "(123\r\n",
		"%1\r\n+a\r\n:1\r\n", "~2\r\n+a\r\n+b\r\n", "=7\r\ntxt:abc\r\n", "!3\r\nERR\r\n",
		"+" + strings.Repeat("x", maxLine-3) + "\r\n", fmt.Sprintf("$%d\r\n%s\r\n", maxString, strings.Repeat("x", maxString)),
		strings.Repeat("*1\r\n", maxDepth) + ":1\r\n", fmt.Sprintf("*%d\r\n%s+next\r\n", maxElements-1, strings.Repeat(":1\r\n", maxElements-1)),
		"*2\r\n%1\r\n+a\r\n*1\r\n+b\r\n%0\r\n", "$0003\r\nabc\r\n", "+a\rb\r\n",
	}
	for _, text := range good {
		if err := feed(text); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	bad := []string{
		"HTTP/1.1", "\n", "\r\n", "+OK\n", fmt.Sprintf("$%d\r\n", maxString+1), "$-2\r\n", "$+1\r\n", "$\r\n", "$1a\r\n", "$12345678\r\n", fmt.Sprintf("*%d\r\n", maxElements), fmt.Sprintf("%%%d\r\n", maxElements/2), "*-2\r\n",
		"%-1\r\n", "*?\r\n", "$?\r\n", ">1\r\n+x\r\n", "|1\r\n+a\r\n+b\r\n",
		"$3\r\nabcd\r\n", "$3\r\nabc\n\r", "$0\r\nx\r\n", "=-1\r\n", "!-1\r\n", "~-1\r\n", "$ 3\r\nabc\r\n", "$3\n", "$-01\r\n", "*1.5\r\n", "$-1x\r\n",
		"%1\r\n*0\r\n+a\r\n", "%1\r\n%0\r\n+a\r\n", "%2\r\n+a\r\n+b\r\n*1\r\n+c\r\n+d\r\n", "%1\r\n*-1\r\n+a\r\n",
		"+" + strings.Repeat("x", maxLine), strings.Repeat("*1\r\n", maxDepth+1), strings.Repeat("*150\r\n"+strings.Repeat(":1\r\n", 149), 200),
		strings.Repeat("$100000\r\n"+strings.Repeat("x", 100_000)+"\r\n", maxTotal/100_000+1),
		// Each level announces what alone would be let through.
		strings.Repeat(fmt.Sprintf("*%d\r\n", maxElements/2), 3),
	}
	for _, text := range bad {
		if err := feed(text); err == nil {
			t.Errorf("%.20q is let through", text)
		}
	}
}

// However the bytes are cut, the verdict is the same.
func FuzzGuardPieces(f *testing.F) {
	f.Add([]byte("*2\r\n$3\r\nabc\r\n%1\r\n+a\r\n:1\r\n"), uint8(3))
	f.Add([]byte("$999999999\r\n"), uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		var whole, pieces scanner
		want := whole.feed(stream)
		step := int(size)%16 + 1
		var got *Error
		for rest := stream; len(rest) > 0 && got == nil; {
			n := min(step, len(rest))
			got = pieces.feed(rest[:n])
			rest = rest[n:]
		}
		if (got == nil) != (want == nil) {
			t.Errorf("in pieces of %d: %v, whole: %v", step, got, want)
		}
	})
}

func TestGuardSticksAndCloses(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	go func() { _, _ = io.WriteString(there, "$999999999\r\n+OK\r\n") }()
	guarded := New(here, time.Now().Add(time.Minute))
	var buffer [64]byte
	_, first := guarded.Read(buffer[:])
	_, second := guarded.Read(buffer[:])
	var refused *Error
	if !errors.As(first, &refused) || second != first {
		t.Errorf("errors %v and %v, want the same refusal twice", first, second)
	}
	if _, err := guarded.Write([]byte("x")); err == nil {
		t.Error("the connection is still open")
	}
}

func TestGuardKeepsTheAbsoluteDeadline(t *testing.T) {
	until := time.Now().Add(time.Minute)
	guarded := New(discard{}, until)
	for asked, want := range map[time.Time]time.Time{
		{}:                      until,
		until.Add(time.Hour):    until,
		until.Add(-time.Second): until.Add(-time.Second),
	} {
		if got := guarded.earlier(asked); !got.Equal(want) {
			t.Errorf("deadline %v becomes %v, want %v", asked, got, want)
		}
	}
}

// discard is a connection that only takes deadlines.
type discard struct{ net.Conn }

func (discard) SetDeadline(time.Time) error { return nil }
