package intake

import (
	"cmp"
	"regexp"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// keyNodes begins the key of a node's option.
const keyNodes = authelia.KeyNodes + "."

// envPrefix begins the names of Authelia's variables, envRedis those of Redis.
const envPrefix = "AUTHELIA_"

var envRedis = authelia.RootOf(authelia.KeyHost).Env() + "_"

var (
	hump    = regexp.MustCompile(`([a-z])([A-Z])`)
	name    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	ourName = regexp.MustCompile(`^(?:X_)?` + envPrefix + `[A-Za-z0-9_]*$`)
	digits  = regexp.MustCompile(`^[0-9]+$`)
)

// snake turns databaseIndex into database_index.
func snake(name string) string { return strings.ToLower(hump.ReplaceAllString(name, "${1}_$2")) }

// isName tells whether a text can be the name of a variable.
func isName(s string) bool { return name.MatchString(s) }

// isOurName tells whether Authelia looks at a variable.
func isOurName(name string) bool { return ourName.MatchString(name) }

func isDigits(s string) bool { return digits.MatchString(s) }

// plainNumber takes leading zeros off, which YAML would read as octal.
func plainNumber(digits string) string {
	return cmp.Or(strings.TrimLeft(digits, "0"), "0")
}

// switches are the spellings of a switch; Authelia has true and false alone.
var switches = map[string]string{
	"": "true", "1": "true", "true": "true", "yes": "true", "on": "true", "t": "true", "y": "true", "require": "true", "required": "true",
	"0": "false", "false": "false", "no": "false", "off": "false", "f": "false", "n": "false", "none": "false", "cert_none": "false",
}

// trueOrFalse spells a switch as Authelia does; what is neither stays as typed.
func trueOrFalse(s string) string {
	if plain, ok := switches[strings.ToLower(s)]; ok {
		return plain
	}
	return s
}

// isOption tells whether a key is one of session.redis.
func isOption(key string) bool {
	_, ok := authelia.OptionOf(key)
	return ok
}

// envOf is the variable of an option.
func envOf(key string) string {
	option, _ := authelia.OptionOf(key)
	return option.Env()
}

// optionOf finds the option that a variable sets.
func optionOf(variable string) (configschema.Field, bool) {
	for _, f := range authelia.Options() {
		if f.Env() == variable {
			return f, true
		}
	}
	return configschema.Field{}, false
}
