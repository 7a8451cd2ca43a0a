package intake

import (
	"strconv"
	"strings"
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
	out := &reading{form: URL}
	var rest int
	for _, l := range t.lines() {
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
				out.note(name + " was read as the URL of Redis. Authelia itself has no such variable.")
			}
		}
	}
	if len(out.settings) == 0 {
		return nil
	}
	if rest > 0 {
		out.note("Only the first URL was read; " + count(rest, "more line was", "more lines were") + " left aside.")
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
	rest, query, _ := strings.Cut(rest, "?")
	authority, path := u.split(rest, scheme.socket)
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		u.login(authority[:at])
		authority = authority[at+1:]
	}
	params := u.params(query)
	for _, p := range params {
		u.sentinel = u.sentinel || otherNames[p.name] == keySentinelName
	}
	switch {
	case scheme.socket:
		u.set(keyHost, u.decode(path))
	default:
		u.hosts(strings.Split(authority, ","))
		u.path(path, fragment)
	}
	for _, p := range params {
		u.param(p)
	}
	if u.tls && !u.given[keySkipVerify] && !u.given[keyServerName] {
		u.set(keyMinVersion, "TLS1.2") // any option of the section switches TLS on
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
		u.note(optionName(key) + " stands twice in the URL. The last one counts.")
	}
	u.given[key] = true
	u.spot.set(key, value)
}

func (u *urlReader) login(login string) {
	user, password, both := strings.Cut(login, ":")
	if !both && user != "" && u.sentinel {
		u.set(keyPassword, u.decode(user)) // redis-sentinel://password@host
	} else {
		u.set(keyUsername, u.decode(user))
		u.set(keyPassword, u.decode(password))
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
		u.set(keyHost, bracketed(host))
		u.set(keyPort, port)
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
		u.set(keySentinelName, u.decode(fragment))
	} else if fragment != "" {
		u.note("What stands behind the # of the URL was left aside.")
	}
	for i, part := range strings.Split(path, "/") {
		part = u.decode(part)
		switch {
		case part == "":
		case isDigits(part):
			u.set(keyIndex, plainNumber(part))
		case u.sentinel && i == 0 && !u.given[keySentinelName]:
			u.set(keySentinelName, part)
		default:
			u.note("A part of the URL's path is no database number, and was left aside.")
		}
	}
}

// decode takes percent-encoding off. What is not encoded properly stays as it is.
func (u *urlReader) decode(s string) string {
	out, ok := unescape(s)
	if !ok {
		u.note("The URL has a % in it that begins no encoding. It was taken as it is; in a URL it is written %25.")
	}
	return out
}

func unescape(s string) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	ok := true
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out = append(out, s[i])
			continue
		}
		if i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, fromHex(s[i+1])<<4|fromHex(s[i+2]))
			i += 2
			continue
		}
		ok = false
		out = append(out, '%')
	}
	return string(out), ok
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func fromHex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// maxParams bounds the parameters of a URL that are looked at.
const maxParams = 200

// A param is one parameter behind the question mark.
type param struct{ name, value string }

func (u *urlReader) params(query string) (params []param) {
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		if len(params) == maxParams {
			u.note("The URL has more than " + strconv.Itoa(maxParams) + " parameters. The others were left aside.")
			break
		}
		name, value, _ := strings.Cut(part, "=")
		name = plainName(u.decode(name))
		params = append(params, param{name, u.decode(strings.ReplaceAll(value, "+", " "))})
	}
	return params
}

// plainName makes one spelling of poolSize, pool-size and pool_size.
func plainName(name string) string {
	return strings.ReplaceAll(snake(name), "-", "_")
}

// otherNames are what the parameters of Redis URLs are called in other programs.
var otherNames = map[string]string{
	"db": keyIndex, "database": keyIndex, "database_index": keyIndex, "db_index": keyIndex,
	"user": keyUsername, "username": keyUsername, "password": keyPassword, "pass": keyPassword, "auth": keyPassword,
	"timeout": keyTimeout, "dial_timeout": keyTimeout, "connect_timeout": keyTimeout, "socket_connect_timeout": keyTimeout, "connection_timeout": keyTimeout,
	"max_retries": keyRetries, "retries": keyRetries,
	"pool_size": keyMaxActive, "max_connections": keyMaxActive, "maximum_active_connections": keyMaxActive, "max_active": keyMaxActive,
	"min_idle_conns": keyMinIdle, "minimum_idle_connections": keyMinIdle, "min_idle": keyMinIdle,
	"skip_verify": keySkipVerify, "insecure": keySkipVerify, "insecure_skip_verify": keySkipVerify, "tls_skip_verify": keySkipVerify, "tlsinsecure": keySkipVerify,
	"server_name": keyServerName, "servername": keyServerName, "sni": keyServerName, "tls_server_name": keyServerName,
	"minimum_version": keyMinVersion, "tls_min_version": keyMinVersion, "maximum_version": keyMaxVersion,
	"sentinel_name": keySentinelName, "master_name": keySentinelName, "master": keySentinelName, "mastername": keySentinelName, "service_name": keySentinelName, "sentinel_master_id": keySentinelName, "sentinel_master": keySentinelName, "sentinelmasterid": keySentinelName, "mymaster": keySentinelName,
	"sentinel_username": keySentinelUsername, "sentinel_password": keySentinelPassword,
	"route_by_latency": keyRouteLatency, "route_randomly": keyRouteRandomly,
}

func (u *urlReader) param(p param) {
	key := otherNames[p.name]
	switch {
	case p.name == "addr" && u.sentinel:
		host, port := splitHost(p.value)
		u.node(host, port)
	case p.name == "tls" || p.name == "ssl":
		u.tls = u.tls || isTrue(p.value)
	case p.name == "ssl_cert_reqs" || p.name == "verify":
		if v := strings.ToLower(p.value); v == "none" || v == "cert_none" || v == "false" || v == "0" {
			u.set(keySkipVerify, "true")
		}
	case key == "" && isName(p.name) && len(p.name) < 40:
		u.note("The parameter '" + p.name + "' of the URL has no counterpart in session.redis, and was left aside.")
	case key == "": // not repeated, for it may be a piece of a password
		u.note("A parameter of the URL is none that is known, and was left aside.")
	case key == keySkipVerify:
		u.set(key, trueOrFalse(p.value))
	default:
		u.set(key, p.value)
	}
}
