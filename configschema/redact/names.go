package redact

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
)

// shownNames are the keys whose values may be shown: the options of
// session.redis that are no secrets, and the sections around them. Whatever else
// a key is called, its value may be a secret, if only by a slip in the name.
var shownNames = func() map[string]bool {
	names := map[string]bool{}
	for _, key := range []string{"session", "redis", "tls", "high_availability", "nodes"} {
		names[key] = true
	}
	for i := range configschema.Fields {
		if f := &configschema.Fields[i]; !f.Secret {
			names[f.Name()] = true
		}
	}
	return names
}()

// secretEnds are how the names of secrets end, in Authelia and elsewhere.
var secretEnds = []string{"password", "passwd", "pass", "pwd", "pw", "secret", "token", "key", "chain", "certificate"}

func secretLike(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, end := range secretEnds {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func lastName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

func mayBeShown(key string) bool { return shownNames[lastName(key)] }

// isNumber tells whether a part of a key is the number of a row.
func isNumber(name string) bool {
	_, err := strconv.Atoi(name)
	return err == nil
}
