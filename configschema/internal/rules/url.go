package rules

import (
	"net/url"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/userinfo"
)

// splitURL sets the options that a URL or an address in the place of a host stands
// for: host, port, login, database and TLS. What another option says already is left
// alone, for that is what Authelia uses.
func (c *Checker) splitURL(fix authelia.Values, s *decode.Settings, text string, key, portKey authelia.Key) {
	scheme, rest, isURL := strings.Cut(text, "://")
	if !isURL {
		scheme, rest = "", text
	}
	_, login, rest := userinfo.Split(rest)
	rest, query, _ := strings.Cut(rest, "?")
	rest, path, _ := strings.Cut(rest, "/")
	host, port := SplitPort(rest)
	fix[c.formKey(key)] = host
	if port != "" {
		fix[c.formKey(portKey)] = port
	}
	set := func(option, value string) {
		if value != "" && s.Texts[authelia.Key(option)] == "" {
			fix[option] = value
		}
	}
	user, password := authelia.KeyUsername, authelia.KeyPassword
	if key != authelia.KeyHost { // a sentinel's
		user, password = authelia.KeySentinelUsername, authelia.KeySentinelPassword
	}
	name, secret, _ := strings.Cut(login, ":")
	set(user, unescaped(name))
	set(password, unescaped(secret))
	if parameters, err := url.ParseQuery(query); err == nil && path == "" {
		path = parameters.Get("db")
	}
	if yamltree.IsCanonicalInt(path) && path != "0" && s.Numbers[authelia.KeyIndex] == 0 {
		fix[authelia.KeyIndex] = path
	}
	if !s.TLS && (strings.HasPrefix(scheme, "rediss") || scheme == "valkeys" || scheme == "tls") {
		fix[authelia.KeyMinVersion] = "TLS1.2"
	}
}

// unescaped takes percent-encoding off; what is not encoded properly stays as it is.
func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}
