package intake

import (
	"cmp"
	"encoding/hex"
	"regexp"
	"strings"

	"redis-wizard/configschema/authelia"
)

// schemes are the beginnings of URLs that programs use for Redis.
var schemes = map[string]struct{ tls, socket, sentinel bool }{
	"redis": {}, "valkey": {}, "tcp": {}, "redis+tcp": {},
	"rediss": {tls: true}, "valkeys": {tls: true}, "redis+tls": {tls: true}, "redis+ssl": {tls: true}, "tls": {tls: true},
	"unix": {socket: true}, "redis+socket": {socket: true}, "redis-socket": {socket: true}, "redis+unix": {socket: true}, "valkey+unix": {socket: true}, "valkey+socket": {socket: true},
	"redis-sentinel": {sentinel: true}, "redis+sentinel": {sentinel: true}, "sentinel": {sentinel: true}, "redis+sentinels": {sentinel: true, tls: true},
	"rediss-sentinel": {sentinel: true, tls: true}, "rediss+sentinel": {sentinel: true, tls: true}, "valkey+sentinel": {sentinel: true}, "valkey-sentinel": {sentinel: true},
}

// isURL tells whether a text begins like the URL of a Redis.
func isURL(text string) bool {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok && strings.HasPrefix(strings.ToLower(text), "unix:/") {
		return true
	}
	_, known := schemes[strings.ToLower(scheme)]
	return ok && known && rest != ""
}

// readURLs takes a text in which every line is a URL, with or without a name
// before it: REDIS_URL=redis://….
func readURLs(t *text) *reading {
	r := &reading{text: t}
	rest := 0
	number := 0
	for line := range strings.Lines(t.unmarked()) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//") {
			continue
		}
		url, name := bareURL(line)
		switch {
		case !isURL(url):
			return nil
		case len(r.settings) > 0:
			rest++
		default:
			r.at(number).url(url)
			if name != "" {
				r.note("{variable} was read as the URL of Redis. Authelia itself has no such variable.", "variable", name)
			}
		}
	}
	if len(r.settings) == 0 {
		return nil
	}
	if rest > 0 {
		r.notOnly(rest, "Only the first URL was read; 1 more line was left aside.", "Only the first URL was read; {count} more lines were left aside.")
	}
	return r
}

// bareURL takes quotes, a list mark and a variable name off a URL.
func bareURL(line string) (url, name string) {
	line = strings.TrimPrefix(line, "- ")
	line = strings.TrimPrefix(line, "export ")
	line = strings.TrimSuffix(strings.TrimSuffix(line, ","), ";")
	for _, sign := range []string{"=", ":"} {
		before, after, ok := strings.Cut(line, sign)
		before = strings.Trim(strings.TrimSpace(before), `"'`)
		after = strings.TrimSpace(after)
		if ok && isName(before) && !strings.HasPrefix(strings.ToUpper(before), envPrefix) && isURL(unquote(after)) {
			return unquote(after), before
		}
	}
	return unquote(line), ""
}

// unquote takes one pair of quotes off.
func unquote(s string) string {
	if n := len(s); n > 1 && s[0] == s[n-1] && strings.ContainsRune("\"'`", rune(s[0])) {
		return s[1 : n-1]
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "<"), ">")
}

// A urlReader takes one URL apart. It does not stand on net/url, which refuses what
// people have and Redis's own programs take: several hosts, and passwords with a plain
// # ? / @ or % in them.
type urlReader struct {
	*spot
	sentinel, tls bool
	given         map[string]bool // options that the URL has set
}

// url reads the URL of a Redis, or of the sentinels before it.
func (s *spot) url(source string) {
	name, rest, ok := strings.Cut(source, "://")
	if !ok {
		name, rest, _ = strings.Cut(source, ":") // unix:/run/redis.sock
	}
	scheme := schemes[strings.ToLower(name)]
	u := &urlReader{spot: s, sentinel: scheme.sentinel, tls: scheme.tls, given: map[string]bool{}}
	login, authority, path, query, fragment := split(rest, scheme.socket)
	u.login(login)
	params := u.params(query)
	for _, p := range params {
		u.sentinel = u.sentinel || otherNames[p.name] == authelia.KeySentinelName
	}
	if scheme.socket {
		u.set(authelia.KeyHost, u.decode(path))
	} else {
		u.hosts(strings.Split(authority, ","))
		u.path(path, fragment)
	}
	for _, p := range params {
		u.param(p)
	}
	if u.tls && !u.given[authelia.KeySkipVerify] && !u.given[authelia.KeyServerName] {
		u.set(authelia.KeyMinVersion, "TLS1.2") // any option of the section switches TLS on
	}
}

// split takes a URL apart behind its scheme. People forget to encode the # ? and
// / of a password, so with an @ behind it each of them is a part of the login.
func split(rest string, socket bool) (login, authority, path, query, fragment string) {
	if i := strings.LastIndexByte(rest, '#'); i >= 0 && !strings.Contains(rest[i:], "@") {
		rest, fragment = rest[:i], rest[i+1:]
	}
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		at, sign := strings.IndexByte(rest[i:], '@'), strings.IndexAny(rest[i:], "=&")
		if at >= 0 && (sign < 0 || at < sign) && !strings.Contains(rest[:i], "@") {
			before, behind, _ := strings.Cut(rest[i+at:], "?")
			rest, query = rest[:i+at]+before, behind
		} else {
			rest, query = rest[:i], rest[i+1:]
		}
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 && (!socket || strings.HasPrefix(rest[i+1:], "/")) {
		login, rest = rest[:i], rest[i+1:]
	}
	if socket {
		return login, "", "/" + strings.TrimLeft(rest, "/"), query, fragment
	}
	authority, path, _ = strings.Cut(rest, "/")
	return login, authority, path, query, fragment
}

func (u *urlReader) set(key, value string) {
	if value == "" {
		return
	}
	if u.given[key] {
		u.note("Option '{option}' is in the URL twice. The last one counts.", "option", authelia.ShortName(key))
	}
	u.given[key] = true
	u.spot.set(key, value)
}

func (u *urlReader) login(login string) {
	user, password, both := strings.Cut(login, ":")
	if !both && user != "" && u.sentinel {
		u.set(authelia.KeyPassword, u.decode(user)) // redis-sentinel://password@host
	} else {
		u.set(authelia.KeyUsername, u.decode(user))
		u.set(authelia.KeyPassword, u.decode(password))
	}
	if u.sentinel && login != "" {
		u.note("The login in the URL was taken for that of Redis. The sentinels have one of their own: high_availability.sentinel_password.")
	}
}

// hosts reads one address, or several: those of sentinels.
func (u *urlReader) hosts(hosts []string) {
	if len(hosts) > 1 && !u.sentinel {
		u.sentinel = true
		u.note("The URL lists several hosts. Authelia knows several addresses only of sentinels, so they became high_availability.nodes. A Redis Cluster cannot be used.")
	}
	for _, h := range hosts {
		host, port := splitHost(h)
		host = u.decode(host)
		if host == "" {
			if port != "" || len(hosts) == 1 {
				u.note("The URL names no host.")
			}
			continue
		}
		if u.sentinel {
			u.node(host, port)
			continue
		}
		u.set(authelia.KeyHost, bracketed(host))
		u.set(authelia.KeyPort, cmp.Or(port, "6379")) // what a URL without a port means
	}
}

// splitHost splits host:port; an IPv6 address keeps its brackets.
func splitHost(s string) (host, port string) {
	end := strings.LastIndexByte(s, ']')
	i := strings.LastIndexByte(s, ':')
	if i <= end || end < 0 && strings.Count(s, ":") > 1 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// bracketed gives an IPv6 address the brackets that Authelia wants.
func bracketed(host string) string {
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		return "[" + host + "]"
	}
	return host
}

// path reads /db, of sentinels also /name, /name/db and /db#name.
func (u *urlReader) path(path, fragment string) {
	if u.sentinel && fragment != "" {
		u.set(authelia.KeySentinelName, u.decode(fragment))
	} else if fragment != "" {
		u.note("The part of the URL after the # was left aside.")
	}
	for i, part := range strings.Split(path, "/") {
		part = u.decode(part)
		switch {
		case part == "":
		case isDigits(part):
			u.set(authelia.KeyIndex, plainNumber(part))
		case u.sentinel && i == 0 && !u.given[authelia.KeySentinelName]:
			u.set(authelia.KeySentinelName, part)
		default:
			u.note("A part of the URL's path is no database number, and was left aside.")
		}
	}
}

var encoded = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// decode takes percent-encoding off. What is not encoded properly stays as it is,
// where net/url refuses all of it.
func (u *urlReader) decode(s string) string {
	if strings.Contains(encoded.ReplaceAllLiteralString(s, ""), "%") {
		u.note("The URL has a % in it that begins no encoding. It was taken as it is; in a URL it is written %25.")
	}
	return encoded.ReplaceAllStringFunc(s, func(code string) string {
		b, _ := hex.DecodeString(code[1:])
		return string(b)
	})
}
