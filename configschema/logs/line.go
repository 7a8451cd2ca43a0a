package logs

import (
	"regexp"
	"strings"

	"redis-wizard/configschema/visible"
)

// maxLine bounds how much of one line is looked at: messages stand in front, and
// no message is that long.
const maxLine = 16 << 10

// maxText is how many bytes of a line are shown.
const maxText = 600

// A line is one line of a log, made fit for looking at.
type line struct {
	text   string // without colours and control characters
	match  string // the same, with the escapes of JSON and logfmt undone
	source string // who wrote it, as far as its shape tells
	other  bool   // a program that is neither of them wrote it, as the line's front says
}

// read makes a line fit for looking at; not yet for showing.
func read(raw string) line {
	if len(raw) > maxLine {
		// The last word goes as a whole: a part of a login or of a token would not be
		// known as one.
		raw = raw[:strings.LastIndexAny(raw[:maxLine], " \t\"'`")+1]
		raw = strings.TrimRight(strings.ToValidUTF8(raw, ""), " \t") + "…"
	}
	text := strings.TrimSpace(visible.Line(escapes.ReplaceAllString(raw, "")))
	l := line{text: text, match: unescaper.Replace(text), source: sourceOf(text)}
	if by := writer.FindStringSubmatch(text); by != nil && l.source != Redis && l.source != Sentinel {
		name := lower(by[1] + by[2])
		l.other = strangers.MatchString(name) || l.source == "" && !writers.MatchString(name)
		if l.other {
			l.source = ""
		}
	}
	return l
}

// masked is the line without its secrets.
func (l line) masked() line {
	l.text = mask(l.text)
	l.match = unescaper.Replace(l.text)
	return l
}

// escapes are a terminal's, as bytes and as journals and syslog print them.
var escapes = regexp.MustCompile(`(?:\x1b|#033|\\u001b|\\x1b)\[[ -?]*[@-~]?|\x1b`)

// unescaper undoes what JSON and logfmt do to quotes and line breaks. It need not
// be exact: it is only for finding words.
var unescaper = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\r`, "", `\t`, " ", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u0027`, "'", `\u2026`, "…")

// server finds the letter in "1234:M 25 Nov 2026 08:00:00.123 # …": X for a sentinel,
// C, S and M for the processes of Redis. What a container's runtime puts in front does
// not matter.
var server = regexp.MustCompile(`[0-9]:([XCSM]) (?:[0-9]|signal-handler|#)`)

var (
	// writer finds who wrote a line, as docker compose and syslog put it in front:
	// "redis-1  | …", "Nov 25 08:00:00 host authelia[12]: …".
	writer = regexp.MustCompile(`^(?:([\w.-]+) +\| |\w{3} [ \d]\d [\d:]{8} \S+ ([\w.@-]+?)(?:\[\d+\])?: )`)
	// writers are the programs that a log is read for.
	writers = regexp.MustCompile(`authelia|redis|sentinel|valkey|keydb`)
	// strangers are programs that write lines of the shape of Authelia's.
	strangers = regexp.MustCompile(`traefik|caddy|nginx|lldap|grafana|loki|promtail|prometheus|dockerd|containerd|cadvisor|crowdsec|gitea|registry|minio`)
)

// shapes are those of other lines; the first that fits tells who wrote it.
var shapes = []struct {
	source string
	shape  *regexp.Regexp
}{
	// Valkey 8.1's logfmt.
	{Sentinel, regexp.MustCompile(`role=sentinel .*message=`)},
	{Redis, regexp.MustCompile(`pid=.* role=.*message=`)},
	// logrus: text, JSON, and on a terminal.
	{Authelia, regexp.MustCompile(`level=.*msg=|msg=.*level=|"level":".*"msg":"|"msg":".*"level":"|(?:FATA|ERRO|WARN|INFO|DEBU|TRAC)\[`)},
	// Its Redis library, which has a logger of its own.
	{Authelia, regexp.MustCompile(`redis: \d{4}/\d\d/\d\d [\d:]{8} \w+\.go:\d+: `)},
}

// sourceOf tells who wrote a line by its shape.
func sourceOf(text string) string {
	const far = 220 // how much of a line is looked at for the letter
	if role := server.FindStringSubmatch(text[:min(len(text), far)]); role != nil {
		if role[1] == "X" {
			return Sentinel
		}
		return Redis
	}
	for _, s := range shapes {
		if s.shape.MatchString(text) {
			return s.source
		}
	}
	return ""
}

// element is the bare text of a line that redis-cli prints: 3) "reason".
func element(text string) string {
	if _, rest, ok := strings.Cut(text, ") "); ok && len(text)-len(rest) < 12 {
		text = rest
	}
	return strings.Trim(strings.TrimSpace(text), `"`)
}

// lower turns ASCII letters into small ones and leaves every length as it is.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
