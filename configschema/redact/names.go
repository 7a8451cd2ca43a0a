package redact

import (
	"regexp"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
)

// shownNames are the keys whose values may be shown: the options of
// session.redis that are no secrets, and the sections around them. Whatever else
// a key is called, its value may be a secret, if only by a slip in the name.
var shownNames = func() map[string]bool {
	names := map[string]bool{}
	for _, o := range authelia.Options() {
		parts := strings.Split(strings.ReplaceAll(o.Key, "[]", ""), ".")
		for _, section := range parts[:len(parts)-1] {
			names[section] = true
		}
		if !o.Secret {
			names[o.Name()] = true
		}
	}
	for _, name := range strings.Fields(elsewhere) {
		names[name] = true
	}
	return names
}()

// elsewhere are options of other sections that hold no secrets: where the YAML is broken,
// the line that is shown can be one of theirs.
const elsewhere = "enabled deploy disabled address url domain authelia_url default_redirection_url level format file_path path theme base_dn implementation filename " +
	"inactivity expiration remember_me same_site policy default_policy disable_healthcheck sender subject startup_check_address issuer"

// secretEnd is how the names of secrets end, in Authelia and elsewhere.
var secretEnd = regexp.MustCompile(`(?i)(?:password|passwd|pass|pwd|pw|secret|token|key|chain|certificate)\s*$`)

func secretLike(name string) bool { return secretEnd.MatchString(name) }

func lastName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

func mayBeShown(key string) bool {
	name := lastName(key)
	return shownNames[name] || isShownVariable(name)
}

// isShownVariable tells whether a name is that of a variable whose value may be shown: an
// option that is no secret, or the path of one.
func isShownVariable(name string) bool {
	o, isFile, known := authelia.OfVariable(name)
	return known && (isFile || !o.Secret)
}

// ourVariable is the name of a variable, which is no secret wherever it stands.
var ourVariable = regexp.MustCompile(`^(?:X_)?AUTHELIA_[A-Z0-9_]+$`)

// assignment is a line that sets one variable, in a list or a file of them.
var assignment = regexp.MustCompile(`^[ \t]*(?:-[ \t]+|export[ \t]+|-e[ \t]+|--env[ =]|Environment=)?["']?(AUTHELIA_[A-Z0-9_]+)["']?[ \t]*=`)

// isNamed tells whether a word is the name of an option or of a variable.
func isNamed(word string) bool {
	_, known := authelia.OptionOf(authelia.Prefix + word)
	return known || ourVariable.MatchString(word)
}

// isNumber tells whether a part of a key is the number of a row.
func isNumber(name string) bool {
	_, err := strconv.Atoi(name)
	return err == nil
}
