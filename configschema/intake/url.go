package intake

import (
	"strings"

	"redis-wizard/configschema"
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
	out := t.reading(URL)
	var rest int
	for l := range t.lines() {
		line := strings.TrimSpace(l.text)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//") {
			continue
		}
		url, name := bareURL(line)
		switch {
		case !isURL(url):
			return nil
		case len(out.settings) > 0:
			rest++
		default:
			out.at(t.Name, l.number).url(url)
			if name != "" {
				out.note("{variable} was read as the URL of Redis. Authelia itself has no such variable.", "variable", name)
			}
		}
	}
	if len(out.settings) == 0 {
		return nil
	}
	if rest > 0 {
		out.notOnly(rest, "Only the first URL was read; 1 more line was left aside.", "Only the first URL was read; {count} more lines were left aside.")
	}
	return out
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

// A urlReader takes one URL apart.
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
	rest, fragment, _ := cutLast(rest, "#")
	rest, query := cutQuery(rest)
	authority, path := u.split(rest, scheme.socket)
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		u.login(authority[:at])
		authority = authority[at+1:]
	}
	params := u.params(query)
	for _, p := range params {
		u.sentinel = u.sentinel || otherNames[p.name] == configschema.KeySentinelName
	}
	switch {
	case scheme.socket:
		u.set(configschema.KeyHost, u.decode(path))
	default:
		u.hosts(strings.Split(authority, ","))
		u.path(path, fragment)
	}
	for _, p := range params {
		u.param(p)
	}
	if u.tls && !u.given[configschema.KeySkipVerify] && !u.given[configschema.KeyServerName] {
		u.set(configschema.KeyMinVersion, "TLS1.2") // any option of the section switches TLS on
	}
}

// cutLast cuts off what follows the last separator, unless it is in the login:
// people forget to encode the # of a password.
func cutLast(s, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 || strings.Contains(s[i:], "@") {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// cutQuery cuts off the parameters. A ? with an @ behind it, before any = or &,
// belongs to a password that was not encoded.
func cutQuery(s string) (before, query string) {
	i := strings.IndexByte(s, '?')
	if i < 0 {
		return s, ""
	}
	at, sign := strings.IndexByte(s[i:], '@'), strings.IndexAny(s[i:], "=&")
	if at >= 0 && (sign < 0 || at < sign) && !strings.Contains(s[:i], "@") {
		before, query, _ = strings.Cut(s[i+at:], "?")
		return s[:i+at] + before, query
	}
	return s[:i], s[i+1:]
}

// split separates login and hosts from the path. A password with a plain / in
// it still counts as one when there is an @ behind it.
func (u *urlReader) split(rest string, socket bool) (authority, path string) {
	slash := strings.IndexByte(rest, '/')
	at := strings.LastIndexByte(rest, '@')
	if socket {
		if at >= 0 && strings.HasPrefix(rest[at+1:], "/") {
			return rest[:at+1], rest[at+1:]
		}
		return "", "/" + strings.TrimLeft(rest, "/")
	}
	if slash >= 0 && at > slash {
		if next := strings.IndexByte(rest[at:], '/'); next >= 0 {
			slash = at + next
		} else {
			slash = -1
		}
	}
	if slash < 0 {
		return rest, ""
	}
	return rest[:slash], rest[slash+1:]
}

func (u *urlReader) set(key, value string) {
	if value == "" {
		return
	}
	if u.given[key] {
		u.note("option '{option}' stands twice in the URL. The last one counts.", "option", below(key))
	}
	u.given[key] = true
	u.spot.set(key, value)
}

func (u *urlReader) login(login string) {
	user, password, both := strings.Cut(login, ":")
	if !both && user != "" && u.sentinel {
		u.set(configschema.KeyPassword, u.decode(user)) // redis-sentinel://password@host
	} else {
		u.set(configschema.KeyUsername, u.decode(user))
		u.set(configschema.KeyPassword, u.decode(password))
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
		if port == "" {
			port = "6379" // what a URL without a port means
		}
		u.set(configschema.KeyHost, bracketed(host))
		u.set(configschema.KeyPort, port)
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
		u.set(configschema.KeySentinelName, u.decode(fragment))
	} else if fragment != "" {
		u.note("What stands behind the # of the URL was left aside.")
	}
	for i, part := range strings.Split(path, "/") {
		part = u.decode(part)
		switch {
		case part == "":
		case isDigits(part):
			u.set(configschema.KeyIndex, plainNumber(part))
		case u.sentinel && i == 0 && !u.given[configschema.KeySentinelName]:
			u.set(configschema.KeySentinelName, part)
		default:
			u.note("A part of the URL's path is no database number, and was left aside.")
		}
	}
}
