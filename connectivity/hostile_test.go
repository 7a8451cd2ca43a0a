package connectivity

import (
	"bytes"
	"encoding/json"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// mark stands in what hostile peers say, and must never be seen again.
const mark = "mark-of-the-peer"

const markup = "\x1b]0;" + mark + "\x07\x1b[31m<script>" + mark + "</script>"

// nasties are replies that come at once. Every one ends the check with a clear
// step, at whatever moment it comes.
var nasties = map[string]func(net.Conn){
	"HTTP":                        once("HTTP/1.1 400 Bad Request\r\nServer: " + mark + "\r\n\r\n<html>" + markup),
	"SSH":                         once("SSH-2.0-" + mark + "\r\n"),
	"SMTP":                        once("220 " + mark + " ESMTP\r\n"),
	"a TLS alert":                 once("\x15\x03\x01\x00\x02\x02\x28"),
	"TLS records":                 flood("", "\x16\x03\x03\x40\x00"+mark),
	"MySQL":                       once("J\x00\x00\x00\n8.0.36-" + mark + "\x00xxxx"),
	"markup":                      once(markup + "\r\n"),
	"zeros":                       flood("", "\x00"),
	"line feeds":                  flood("", "\n"),
	"a huge string":               once("$999999999\r\n"),
	"a huge string, delivered":    flood("$999999999\r\n", markup),
	"a huge verbatim string":      once("=999999999\r\ntxt:"),
	"a huge error":                once("!999999999\r\n"),
	"a length beyond all numbers": once("$9223372036854775807\r\n"),
	"a huge array":                once("*999999999\r\n"),
	"an array beyond all numbers": once("*9223372036854775807\r\n"),
	"a huge map":                  once("%999999999\r\n"),
	"a huge set":                  once("~999999999\r\n"),
	"an array without end":        flood("*9999999\r\n", ":1\r\n"),
	"many arrays":                 flood("*9999\r\n", "*0\r\n"),
	"arrays of arrays":            flood("", "*9000\r\n"),
	"nesting":                     once(strings.Repeat("*1\r\n", 10_000)),
	"nested maps":                 once(strings.Repeat("%1\r\n+a\r\n", 10_000)),
	"maps as keys":                once(strings.Repeat("%1\r\n", 10_000)),
	"nested attributes":           once(strings.Repeat("|1\r\n", 10_000)),
	"attributes":                  flood("", "|1\r\n+"+mark+"\r\n+b\r\n"),
	"pushes":                      flood("", ">2\r\n+invalidate\r\n+"+mark+"\r\n"),
	"a line without end":          flood("+", "A"),
	"an error without end":        flood("-ERR ", markup),
	"a number without end":        flood(":", "1"),
	"a length without end":        flood("$", "0"),
	"strings without end":         flood("", bulk(strings.Repeat(markup, 1000))),
	"negative lengths":            once("$-2\r\n"),
	"a negative array":            once("*-7\r\n"),
	"a length that is none":       once("$" + mark + "\r\n"),
	"a streamed string":           once("$?\r\n;4\r\nabcd\r\n;0\r\n"),
	"a string that goes on":       once("$3\r\nabc" + mark + "\r\n"),
	"bare line feeds":             once("+OK\n+OK\n"),
	"nothing between line ends":   once("\r\n\r\n"),
	"ten thousand replicas":       once("*10000\r\n" + strings.Repeat("*4\r\n+ip\r\n+10.0.0.1\r\n+port\r\n+6379\r\n", 10_000)),
	"the end":                     func(net.Conn) {},
	"a reset":                     reset,
}

// reset hangs up without a farewell.
func reset(conn net.Conn) { _ = conn.(interface{ SetLinger(int) error }).SetLinger(0) }

func TestHostileReplies(t *testing.T) {
	for name, nasty := range nasties {
		for _, at := range stages {
			inBubble(t, name+", asked "+at.asked, func(t *testing.T, network *memoryNetwork) {
				started := time.Now()
				target := at.of(network.fake(at.turned(nasty)))
				allocatedBefore := allocated()
				report := tryWith(t, network.prober(0), target)
				// All that was ever allocated, garbage included, bounds the growth.
				if grown := allocated() - allocatedBefore; grown > 32<<20 {
					t.Errorf("%d MiB allocated", grown>>20)
				}
				// Only the rest of a foreign greeting is waited for.
				if took := time.Since(started); took > 300*time.Millisecond {
					t.Errorf("it waited for %v, although the peer answered at once", took)
				}
				hangsUp := name == "the end" || name == "a reset"
				if name == "strings without end" && (at.asked == "INFO" || at.asked == "SENTINEL CKQUORUM") || hangsUp && at.asked == "INFO" {
					// That is what answers look like there, and these are read
					// for what they are: nothing. And who hangs up at a question
					// that Authelia never asks has done it no harm.
					wantNoTrace(t, report)
				} else {
					wantClearFailure(t, report, at)
				}
			})
		}
	}
}

// wantClearFailure expects a known cause at the stage's step or a later one, and
// nothing of what the peer said.
func wantClearFailure(t *testing.T, report Report, at stage) {
	t.Helper()
	wantVerdict(t, report, Fail)
	text := wantNoTrace(t, report)
	steps := report.Endpoints[0].Steps
	reached := slices.IndexFunc(steps, func(s Step) bool { return s.Step == at.step })
	failed := slices.IndexFunc(steps, func(s Step) bool { return s.Status == Failed })
	if failed < 0 || failed < reached {
		t.Fatalf("step %d failed, want %d or a later one:\n%s", failed, reached, text)
	}
	if s := steps[failed]; s.Code == "" || s.Code == "unknown" || s.Hint == "" {
		t.Errorf("no clear cause:\n%s", text)
	}
}

func wantNoTrace(t *testing.T, report Report) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		t.Fatal(err)
	}
	for _, trace := range []string{mark, "<script>", "<html>", "[31m", "AAAA", "\\u00", "\\ufffd"} {
		if strings.Contains(text.String(), trace) {
			t.Errorf("the report repeats %q of what the peer said", trace)
		}
	}
	if text.Len() > 16<<10 {
		t.Errorf("the report has %d bytes", text.Len())
	}
	return text.String()
}

// Who says nothing, or too little at a time, is left when the time is up.
func TestHostileSilence(t *testing.T) {
	const deadline = time.Second
	for name, nasty := range map[string]func(net.Conn){
		"silence":         once(""),
		"half a line":     once("+PO"),
		"half a string":   once("$100\r\nabc"),
		"half an array":   once("*9\r\n:1\r\n"),
		"a byte a moment": drip("+", mark),
		"an array, slow":  drip("*9999\r\n", ":1\r\n"),
		"a string, slow":  drip("$99999\r\n", mark),
	} {
		for _, at := range stages {
			inBubble(t, name+", asked "+at.asked, func(t *testing.T, network *memoryNetwork) {
				started := time.Now()
				report := tryWith(t, network.prober(deadline), at.of(network.fake(at.turned(nasty))))
				if took := time.Since(started); took > deadline {
					t.Errorf("it took %v, want the deadline of %v", took, deadline)
				}
				wantClearFailure(t, report, at)
			})
		}
	}
}

// Below TLS there is no guard; crypto/tls has limits of its own.
func TestHostileHandshake(t *testing.T) {
	for name, nasty := range map[string]func(net.Conn){
		"HTTP": nasties["HTTP"], "SSH": nasties["SSH"], "markup": nasties["markup"], "a TLS alert": nasties["a TLS alert"],
		"zeros": nasties["zeros"], "TLS records": nasties["TLS records"], "the end": nasties["the end"],
		"a reset": func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1)) // a reset before that can reach the dial
			reset(conn)
		},
		"a huge message": flood("\x16\x03\x03\x40\x00\x02\xff\xff\xff", mark),
		"empty records":  flood("", "\x16\x03\x03\x00\x00"),
		"endless alerts": flood("", "\x15\x03\x03\x00\x02\x01\x5a"),
		"silence":        once(""),
		"slow":           drip("\x16\x03\x03\x40\x00", mark),
	} {
		inBubble(t, name, func(t *testing.T, network *memoryNetwork) {
			target := network.fake(nasty)
			target.TLS = &TLS{}
			allocatedBefore := allocated()
			report := tryWith(t, network.prober(2*time.Second), target)
			if grown := allocated() - allocatedBefore; grown > 32<<20 {
				t.Errorf("%d MiB allocated", grown>>20)
			}
			wantClearFailure(t, report, stage{step: StepTLS})
		})
	}
}
