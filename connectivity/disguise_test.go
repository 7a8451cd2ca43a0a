package connectivity

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/policy"
)

// disguises are ways of repeating a password so that a search for it finds nothing.
var disguises = []struct {
	name string
	hide func(string) string
}{
	{"as it is", func(s string) string { return s }},
	{"cut at its end", func(s string) string { return s[:len(s)-2] }},
	{"cut at its beginning", func(s string) string { return s[2:] }},
	{"half of it", func(s string) string { return s[:len(s)/2] }},
	{"cut after sixty characters", func(s string) string { return strings.Repeat("x", 52) + s[:8] }},
	{"backwards", backwards},
	{"in capitals", strings.ToUpper},
	{"in small letters", strings.ToLower},
	{"twice", func(s string) string { return s + s }},
	{"with blanks between", func(s string) string { return strings.Join(strings.Split(s, ""), " ") }},
	{"with points between", func(s string) string { return strings.Join(strings.Split(s, ""), ".") }},
	{"with tabs between", func(s string) string { return strings.Join(strings.Split(s, ""), "\t") }},
	{"with invisible characters between", func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") }},
	{"in Base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"in Base64 behind a letter", func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte("x" + s)) }},
	{"in Base64 for URLs", func(s string) string { return base64.URLEncoding.EncodeToString([]byte("??" + s)) }},
	{"in hexadecimal", func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{"in hexadecimal capitals", func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }},
	{"in percent signs", func(s string) string { return eachByte(s, "%%%02X") }},
	{"for a URL", url.QueryEscape},
	{`in \x`, func(s string) string { return eachByte(s, `\x%02x`) }},
	{`in \u`, func(s string) string { return eachByte(s, `\u%04x`) }},
	{"in entities of HTML", func(s string) string { return eachByte(s, "&#%d;") }},
	{"in quoted-printable", func(s string) string { return eachByte(s, "=%02X") }},
	{"in JSON", strconv.Quote},
	{"turned by 13 letters", rot13},
}

func backwards(s string) string {
	bytes := []byte(s)
	slices.Reverse(bytes)
	return string(bytes)
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		if small := r | 0x20; small >= 'a' && small <= 'z' {
			return r&^0x1f | ((r&0x1f)-1+13)%26 + 1
		}
		return r
	}, s)
}

func eachByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

// echoes are replies with room for a text.
var echoes = []string{
	"-ERR {}\r\n", "-ERR unknown command '{}'\r\n", "-ERR unknown command '{}', with args beginning with: '{}' \r\n", "-ERR invalid password {}\r\n", "-{}\r\n", "-{} {}\r\n",
	"-WRONGPASS {}\r\n", "-NOPERM User {} has no permissions to run the '{}' command\r\n", "-NOPERM {}\r\n", "-NOAUTH {}\r\n",
	"-MOVED 7369 {}:6379\r\n", "-MISCONF {} is configured\r\n", "-NOQUORUM {}\r\n", "-LOADING {}\r\n", "-DENIED {}\r\n", "+{}\r\n", ":{}\r\n", "[]",
	"*2\r\n[]$4\r\n6379\r\n",
	"*2\r\n$8\r\nsentinel\r\n*2\r\n[]$8\r\nmymaster\r\n",
	"*5\r\n$5\r\nslave\r\n[]:6379\r\n[]:1\r\n",
	"*3\r\n$6\r\nmaster\r\n:0\r\n*1\r\n*3\r\n[]$4\r\n6379\r\n:0\r\n",
	"*4\r\n$6\r\nserver\r\n[]$7\r\nversion\r\n[]",
	"*1\r\n*6\r\n$2\r\nip\r\n[]$4\r\nport\r\n$4\r\n6379\r\n$5\r\nflags\r\n[]",
	"INFO",
}

// echo puts a text into a reply: {} is the text, [] a string of its own.
func echo(reply, text string) string {
	if reply == "INFO" {
		return bulk(strings.ReplaceAll("redis_version:{}\r\nredis_mode:{}\r\nused_memory_human:{}\r\nmaxmemory:1000\r\nused_memory:990\r\nmaxmemory_human:{}\r\nmaxmemory_policy:allkeys-{}\r\n"+
			"connected_slaves:1\r\nslave0:ip={},port={},state={},lag=9\r\n", "{}", strings.NewReplacer("\r", "", "\n", "").Replace(text)))
	}
	return strings.NewReplacer("{}", text, "[]", bulk(text)).Replace(reply)
}

// Whoever was sent a password cannot have the report repeat it, in whatever disguise
// and at whatever step.
func TestNoDisguiseGetsThrough(t *testing.T) {
	const secret, other, userinfo = "Zq7kW-vX3mPt9Lr", "bN4tY+hJ8sQc2Gd", "fK6wR_uM5xVp1Zc"
	var hidden []string // what no report may have in it
	for _, s := range []string{secret, other, userinfo} {
		for _, disguise := range disguises {
			if text := disguise.hide(s); len(text) > 7 {
				hidden = append(hidden, text)
			}
		}
		for i := range len(s) - 4 {
			hidden = append(hidden, s[i:i+5])
		}
	}
	prober := &Prober{Policy: policy.ForCommandLine(), Resolve: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}}
	shown := map[string]int{}
	for number, s := range stages {
		for i, disguise := range disguises {
			// The servers of a disguise end with its part of the test. Each reply has each
			// disguise at some stages; all of them at all would be too many.
			t.Run(s.asked+" "+disguise.name, func(t *testing.T) {
				for j, reply := range echoes {
					if (number+i+j)%5 != 0 {
						continue
					}
					for _, what := range []string{secret, other} {
						target := s.repeating(t, echo(reply, disguise.hide(what)))
						target.Username, target.Password = "authelia", secret
						if target.Sentinel == nil && what == other {
							continue
						}
						if target.Sentinel != nil {
							target.Sentinel.Password = other
							target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: "redis://u:" + userinfo + "@127.0.0.1", Port: 1})
						}
						var steps []StepEvent
						report := prober.Probe(t.Context(), target, func(e StepEvent) { steps = append(steps, e) })
						document, err := json.Marshal([]any{report, steps})
						if err != nil {
							t.Fatal(err)
						}
						said := plainJSON(string(document))
						for _, text := range hidden {
							if strings.Contains(said, text) {
								t.Fatalf("the password in %q gets through as %q:\n%s", reply, text, said)
							}
						}
						shown[string(report.Verdict)]++
					}
				}
			})
		}
	}
	if len(shown) < 2 {
		t.Errorf("all reports have one verdict, %v, so the servers hardly differ", shown)
	}
}

// plainJSON undoes the escapes with which JSON might keep a text from being found.
func plainJSON(document string) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\\`, `\`, `\"`, `"`).Replace(document)
}

// repeating is a server that gives this reply when it is asked for the stage's
// command, and is polite otherwise.
func (s stage) repeating(t *testing.T, reply string) Target {
	sentinel := strings.HasPrefix(s.asked, "SENTINEL") || s.step == StepGroup
	target := fake(t, func(conn net.Conn) {
		store := map[string]bool{}
		requests := &resp.Session{Reader: bufio.NewReader(conn)}
		for asked := 0; ; asked++ {
			request, err := requests.Receive()
			if err != nil || len(request.Elements) == 0 {
				return
			}
			var words []string
			for _, element := range request.Elements {
				words = append(words, element.Text)
			}
			words[0] = strings.ToUpper(words[0])
			answer := polite(words, store, sentinel)
			switch joined := strings.Join(words, " ") + " "; {
			case strings.HasPrefix(joined, s.asked+" ") && (s.asked != "PING" || asked > 0):
				answer = reply
			case asked == 0:
				answer = "-NOAUTH Authentication required.\r\n"
			}
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
	})
	target.Database, target.Authelia, target.Timeout = 1, "4.39", 5*time.Second
	if s.setup != nil {
		s.setup(&target)
	}
	return target
}

// What real servers say is repeated word for word: people search for it.
func TestKnownSentences(t *testing.T) {
	target := Target{Username: "authelia", Password: "Zq7kW-vX3mPt9Lr", Host: "redis"}
	r := target.redactor()
	for text, want := range map[string]string{
		"WRONGPASS invalid username-password pair or user is disabled.": "",
		"WRONGPASS invalid username-password pair":                      "",
		"NOAUTH Authentication required.":                               "",
		"ERR invalid password":                                          "",
		"ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?": "",
		"NOPERM this user has no permissions to run the 'client|setinfo' command":                                                      "",
		"NOPERM User authelia has no permissions to run the 'set' command":                                                             "",
		"NOPERM User joe has no permissions to run the 'set' command":                                                                  "NOPERM User … has no permissions to run the 'set' command",
		"ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'Zq7kW-vX3mPt9Lr' ":                               "ERR unknown command 'HELLO'…",
		"ERR unknown command `Zq7kW`, with args beginning with: ":                                                                      "ERR unknown command `…`…",
		"LOADING Valkey is loading the dataset in memory":                                                                              "",
		"LOADING Zq7kW is loading the dataset in memory":                                                                               "LOADING … is loading the dataset in memory",
		"MOVED 7369 10.0.0.1:6379":                                "",
		"OOM command not allowed when used memory > 'maxmemory'.": "",
		"NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master": "",
		"ERR who are you":             "ERR, with words that are not shown, because they could repeat a password",
		"ZQ7KW-VX3MPT9LR is wrong":    "words that are not shown, because they could repeat a password",
		"WRONGPASS Zq7kW-vX3mPt9Lr":   "WRONGPASS, with words that are not shown, because they could repeat a password",
		"ERR invalid password Zq7kW-": "ERR, with words that are not shown, because they could repeat a password",
	} {
		if want == "" {
			want = text
		}
		if got := r.Replied(nil, text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	open := Target{Host: "redis"}
	if got := open.redactor().Replied(nil, "ERR who are you"); got != "ERR who are you" {
		t.Errorf("without any secret the words are shown as %q", got)
	}
}

// Names and addresses are shown, even where they look like a password in part.
func TestNamesAreShown(t *testing.T) {
	target := Target{Password: "redis-Sentinel-2024-home", Host: "cache-1.home.example", Sentinel: &Sentinel{Name: "grouped", Password: "grouped-secret"}}
	r := target.redactor()
	for _, name := range []string{"redis-1.redis-headless", "10.0.0.5:6379", "[fd00::1]:6379", "mymaster", "grouped", "cache-2.home.example", "7.2.4", "Valkey 8.1.0", "allkeys-lru", "1.50G"} {
		if got := r.Peer(name); got != name {
			t.Errorf("%s is shown as %s", name, got)
		}
	}
	if got := r.Peer("x-2024h-ome"); got != peertext.Hidden {
		t.Errorf("a piece of the password is shown as %s", got)
	}
}

// A password in what was typed into another option is in no report.
func TestLoginInOtherOptions(t *testing.T) {
	const typed = "redis://joe:Zq7kW-vX3mPt9Lr@redis.example"
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().(*net.TCPAddr).Port
	closed.Close()
	for _, change := range []func(*Target){
		func(o *Target) { o.Username = typed },
		func(o *Target) { o.Host = typed },
		func(o *Target) { o.Host = "joe:Zq7kW-vX3mPt9Lr@redis.example" },
		func(o *Target) { o.TLS = &TLS{ServerName: typed} },
		func(o *Target) { asSentinel(o); o.Sentinel.Name = typed },
		func(o *Target) { asSentinel(o); o.Sentinel.Username = typed },
		func(o *Target) {
			asSentinel(o)
			o.Sentinel.Nodes[0].Host, o.Sentinel.Nodes[0].Key = typed, "session.redis.high_availability.nodes.0"
		},
	} {
		for _, s := range []stage{{"AUTH", StepAuth, nil}, {"SET", StepCommands, nil}, {"SENTINEL get-master-addr-by-name", StepPrimary, nil}} {
			target := s.repeating(t, "-NOPERM this user has no permissions\r\n")
			target.Password = "another-password"
			change(&target)
			if target.Sentinel != nil {
				target.Sentinel.Nodes = append(slices.Clone(target.Sentinel.Nodes), Address{Host: "127.0.0.1", Port: port})
			}
			prober := &Prober{Policy: policy.ForCommandLine(), Resolve: func(context.Context, string) ([]netip.Addr, error) {
				return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
			}}
			document, err := json.Marshal(prober.Probe(t.Context(), target, nil))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(document), "Zq7kW") {
				t.Errorf("%+v: the report has the password:\n%s", target, document)
			}
		}
	}
}
