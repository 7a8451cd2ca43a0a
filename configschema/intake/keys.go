package intake

import (
	"strings"

	"redis-wizard/configschema"
)

// keyNodes begins the key of a node's option.
const keyNodes = configschema.KeyNodes + "."

// The beginnings of the names of Authelia's variables.
const (
	envPrefix = "AUTHELIA_"
	envRedis  = "AUTHELIA_SESSION_REDIS_"
)

// below is how notes call an option: its key below session.redis.
func below(key string) string { return strings.TrimPrefix(key, configschema.Prefix) }

// snake turns databaseIndex into database_index.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if before := name[:i]; before != "" && before[len(before)-1] >= 'a' && before[len(before)-1] <= 'z' {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isName tells whether a text can be the name of a variable.
func isName(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// plainNumber takes leading zeros off, which YAML would read as octal.
func plainNumber(digits string) string {
	if out := strings.TrimLeft(digits, "0"); out != "" {
		return out
	}
	return "0"
}

func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "", "1", "true", "yes", "on", "required", "require":
		return true
	}
	return false
}

// trueOrFalse spells a switch as Authelia does; what is neither stays as typed.
func trueOrFalse(s string) string {
	switch strings.ToLower(s) {
	case "", "1", "true", "yes", "on", "t", "y":
		return "true"
	case "0", "false", "no", "off", "f", "n":
		return "false"
	}
	return s
}

// isOption tells whether a key is one of session.redis.
func isOption(key string) bool {
	_, ok := configschema.FieldOf(key)
	return ok
}

// optionOf finds the option that a variable sets.
func optionOf(variable string) (configschema.Field, bool) {
	for _, f := range configschema.Fields {
		if f.Env() == variable {
			return f, true
		}
	}
	return configschema.Field{}, false
}
