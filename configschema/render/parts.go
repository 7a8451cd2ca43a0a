package render

import (
	"sort"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// parts are the options that a configuration sets, sorted by the ways in which
// Authelia can be given them. Options at their default are in none of them.
type parts struct {
	version configschema.Version
	// options are all of them, as configschema writes them into its YAML.
	options configschema.Values
	// secrets go into files, one for each.
	secrets []secret
	// public are all the others that this version of Authelia knows; they can
	// stand in a configuration file that everybody may read.
	public configschema.Values
	// variables are those of public that an environment variable can carry, and
	// rest are those that it cannot.
	variables []variable
	rest      configschema.Values
	notes     notes
}

// A secret is the content of one file.
type secret struct {
	key   string
	file  string // its name, without a directory: "session_redis_password"
	env   string // the variable that names the file: "AUTHELIA_…_FILE"
	label string // what people call it in English, as files do: "Password"
	value string
}

// manyLines tells whether the secret is more than what fits into a prompt.
func (s secret) manyLines() bool { return strings.Contains(s.value, "\n") }

// A variable is an option as an environment variable.
type variable struct{ key, name, value string }

// The releases that matter to how options reach Authelia.
var (
	// v430 reads options from variables, and takes several --config files.
	v430 = configschema.Version{Minor: 30}
	// v437p3 takes a certificate chain from a secret file (6b2f713, #4302).
	v437p3 = configschema.Version{Minor: 37, Patch: 3}
	// v438 takes the files from X_AUTHELIA_CONFIG as well, and has file filters,
	// which execute parts of a configuration file (#4515).
	v438 = configschema.Version{Minor: 38}
)

// parts sorts the options. It starts from the YAML of the evaluation, and so
// from what counts for this kind of set-up and differs from the defaults.
func (m model) parts() parts {
	p := parts{options: configschema.Values{}, public: configschema.Values{}, rest: configschema.Values{}}
	p.notes.language = m.input.Language
	p.version, _ = configschema.ParseVersion(m.result.Authelia) // parsed once already
	p.notes.state(m.result, p.version)
	if m.result.YAML != "" {
		written, err := configschema.Evaluate(configschema.Input{Authelia: m.result.Authelia, YAML: m.result.YAML})
		if err != nil { // the YAML of nearly 1 MiB of values
			p.notes.mind("", "The configuration is too large for this format. Use the format yaml.")
			return p
		}
		p.options = written.Values
		p.keepSections(m.result.Kind)
	}
	for _, key := range sorted(p.options) {
		f, known := configschema.FieldOf(key)
		value := p.options[key]
		switch {
		case !known:
			p.notes.inexpressible(key, "Authelia has no option '{option}', so it is left out.", "option", below(key))
		case !f.In(p.version):
			p.notes.inexpressible(key, "Option '{option}' is left out: Authelia {version} does not have it, only {first} and later.", "option", below(key), "version", p.version.String(), "first", f.FirstVersion.String())
		case key == configschema.KeyChain && !p.version.Since(v437p3):
			p.notes.inexpressible(key, "Option '{option}' is left out: Authelia {version} does not take it from a file, only 4.37.3 and later. Upgrade, or use the format yaml.", "option", below(key), "version", p.version.String())
		case f.Secret:
			p.secret(f, value)
		default:
			p.public[key] = value
			if name := f.Env(); name != "" && p.version.Since(v430) && configschema.Printable(value) {
				p.variables = append(p.variables, variable{key, name, value})
			} else {
				p.rest[key] = value
			}
		}
	}
	return p
}

// keepSections keeps a section alive of which nothing would be left: without it
// Authelia would speak plain text, or take a sentinel for a Redis server. An
// empty sentinel_name is the same error as the missing section's.
func (p *parts) keepSections(kind configschema.Kind) {
	left := func(section string) bool {
		for key := range p.options {
			if f, known := configschema.FieldOf(key); known && f.In(p.version) && strings.HasPrefix(key, section) {
				return true
			}
		}
		return false
	}
	if has(p.options, configschema.TLSPrefix) && !left(configschema.TLSPrefix) {
		p.options[configschema.TLSPrefix+"minimum_version"] = "TLS1.2"
	}
	if kind == configschema.Sentinel && !left(configschema.HAPrefix) {
		p.options[configschema.HAPrefix+"sentinel_name"] = ""
	}
}

// secret adds a file. Authelia takes the line breaks off its end, in every
// version; that does no harm to PEM.
func (p *parts) secret(f configschema.Field, value string) {
	name := strings.ToLower(strings.TrimPrefix(f.Env(), "AUTHELIA_"))
	p.secrets = append(p.secrets, secret{f.Key, name, f.EnvFile(), string(f.Label), value})
	if f.Type != configschema.PEM && strings.HasSuffix(value, "\n") {
		p.notes.inexpressible(f.Key, "Option '{option}' ends in a line break, which Authelia takes off when it reads the file. Only a configuration.yml with the value in it can carry that; the format yaml writes one.", "option", below(f.Key))
	}
}

// say says what a file is for.
func (p parts) say(text phrase.Text, words ...string) string {
	return p.notes.language.Say(text, words...)
}

// sorted lists keys in the order of the form, node rows by their numbers.
func sorted(values configschema.Values) []string {
	place := map[string]int{}
	for i, f := range configschema.Fields {
		place[f.Key] = i + 1
	}
	rank := func(key string) int {
		if _, ok := nodeOf(key); ok {
			key = nodes + "0.host" // all options of a node stay together
		}
		if f, ok := configschema.FieldOf(key); ok {
			return place[f.Key]
		}
		return len(place) + 1
	}
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(a, b int) bool {
		if i, j := rank(keys[a]), rank(keys[b]); i != j {
			return i < j
		}
		i, _ := nodeOf(keys[a])
		j, _ := nodeOf(keys[b])
		return i < j || i == j && keys[a] < keys[b]
	})
	return keys
}

// nodes begins the key of a node's option.
const nodes = configschema.KeyNodes + "."

// below is how texts call an option: its key below session.redis.
func below(key string) string { return strings.TrimPrefix(key, configschema.Prefix) }

// nodeOf is the number of the row that a node option is in.
func nodeOf(key string) (row int, ok bool) {
	rest, ok := strings.CutPrefix(key, nodes)
	if !ok {
		return 0, false
	}
	number, _, dotted := strings.Cut(rest, ".")
	row, err := strconv.Atoi(number)
	return row, dotted && err == nil
}

// has tells whether an option of a section is set.
func has(values configschema.Values, section string) bool {
	for key := range values {
		if strings.HasPrefix(key, section) {
			return true
		}
	}
	return false
}
