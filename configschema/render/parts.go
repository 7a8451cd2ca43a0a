package render

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/yamlwrite"
)

// parts are the options that a configuration sets, sorted by the ways in which
// Authelia can be given them. Options at their default are in none of them.
type parts struct {
	output
	result  configschema.Result
	version configschema.Version
	// options are all of them, as configschema writes them into its YAML.
	options configschema.Values
	// secrets go into files, one for each.
	secrets []secret
	// public are all the others that this version of Authelia knows; they can
	// stand in a configuration file that everybody may read.
	public configschema.Values
	// standIns are the variables whose values are not known here.
	standIns []standIn
	// variables are those of public that an environment variable can carry, and
	// rest are those that it cannot.
	variables []variable
	rest      configschema.Values
}

// A secret is the content of one file.
type secret struct {
	key   string
	file  string // its name, without a directory: "session_redis_password"
	env   string // the variable that names the file: "AUTHELIA_…_FILE"
	label string // what people call it in English, as files do: "Password"
	value string
}

// A variable is an option as an environment variable.
type variable struct{ key, name, value string }

func newParts(result configschema.Result, in configschema.Input) *parts {
	p := &parts{output: output{in.Language, []File{}, []Note{}}, result: result, standIns: standInsOf(in.Counted(result.Values))}
	p.options, p.public, p.rest = configschema.Values{}, configschema.Values{}, configschema.Values{}
	p.version, _ = authelia.ParseVersion(result.Authelia) // parsed once already
	return p
}

// sort sorts the options. It starts from the YAML of the evaluation, and so
// from what counts for this kind of set-up and differs from the defaults.
func (p *parts) sort() {
	p.state()
	if p.result.YAML != "" {
		written, err := configschema.Evaluate(configschema.Input{Authelia: p.result.Authelia, YAML: p.result.YAML})
		if err != nil { // the YAML of nearly 1 MiB of values
			p.mind("", "The configuration is too large for this format. Use the format yaml.")
			return
		}
		p.options = written.Values
		p.keepSections()
	}
	for _, key := range sorted(p.options) {
		f, known := authelia.OptionOf(key)
		value := p.options[key]
		switch {
		case !known:
			p.inexpressible(key, "Authelia has no option '{option}', so it is left out.", "option", authelia.ShortName(key))
		case !f.In(p.version):
			p.inexpressible(key, "Option '{option}' is left out: Authelia {version} does not have it, only {first} and later.", "option", authelia.ShortName(key), "version", p.version.String(), "first", f.FirstVersion.String())
		case key == authelia.KeyChain && !p.version.Profile().ChainFromFile:
			p.inexpressible(key, "Option '{option}' is left out: Authelia {version} does not take it from a file, only 4.37.3 and later. Upgrade, or use the format yaml.", "option", authelia.ShortName(key), "version", p.version.String())
		case f.Secret:
			p.secret(f, value)
		default:
			p.public[key] = value
			if name := f.Env(); name != "" && p.version.Profile().Variables && yamlwrite.Printable(value) {
				p.variables = append(p.variables, variable{key, name, value})
			} else {
				p.rest[key] = value
			}
		}
	}
}

// keepSections keeps a section alive of which nothing would be left: without it
// Authelia would speak plain text, or take a sentinel for a Redis server. An
// empty sentinel_name is the same error as the missing section's.
func (p *parts) keepSections() {
	left := maps.Clone(p.options)
	maps.DeleteFunc(left, func(key, _ string) bool {
		f, known := authelia.OptionOf(key)
		return !known || !f.In(p.version)
	})
	if form.HasPrefix(p.options, authelia.TLSPrefix) && !form.HasPrefix(left, authelia.TLSPrefix) {
		p.options[authelia.KeyMinVersion] = "TLS1.2"
	}
	if p.result.Kind == configschema.Sentinel && !form.HasPrefix(left, authelia.HAPrefix) {
		p.options[authelia.KeySentinelName] = ""
	}
}

// secret adds a file. Authelia takes the line breaks off its end, in every
// version; that does no harm to PEM.
func (p *parts) secret(f configschema.Field, value string) {
	name := strings.ToLower(strings.TrimPrefix(f.Env(), "AUTHELIA_"))
	p.secrets = append(p.secrets, secret{f.Key, name, f.EnvFile(), string(f.Label), value})
	if f.Type != authelia.PEM && strings.HasSuffix(value, "\n") {
		p.inexpressible(f.Key, "Option '{option}' ends in a line break, which Authelia strips when it reads the file. Only a configuration.yml with the value in it can carry that; the format yaml writes one.", "option", authelia.ShortName(f.Key))
	}
}

// empty tells whether there is nothing to write.
func (p *parts) empty() bool { return len(p.secrets)+len(p.public)+len(p.standIns) == 0 }

// restFile adds the options that no variable can carry as a file.
func (p *parts) restFile(name string, note phrase.Text, words ...string) {
	p.file(name, "yaml", configuration(p.rest, p.version), note, words...)
	p.filtersOf(p.rest)
}

// inParts is a writer that gives the parts to Authelia in different ways. What cannot be
// expressed is told first.
func inParts(write func(*parts)) func(*parts) {
	return func(p *parts) {
		p.sort()
		write(p)
		sort.SliceStable(p.notes, func(i, j int) bool { return p.notes[i].Kind < p.notes[j].Kind })
	}
}

// sorted lists keys in the order of the form, the options of a row together and rows by
// their numbers. Unknown keys come last.
func sorted(values configschema.Values) []string {
	place := map[string]int{}
	for i, f := range authelia.Options() {
		list, _, _ := strings.Cut(f.Key, "[]")
		place[list] = i + 1
	}
	rank := func(key string) int {
		k := authelia.Key(key)
		return cmp.Or(place[cmp.Or(k.List(), k.Option())], len(place)+len(values))
	}
	keys := slices.Sorted(maps.Keys(values))
	sort.SliceStable(keys, func(m, n int) bool {
		a, b := keys[m], keys[n]
		i, _ := authelia.Key(a).Row()
		j, _ := authelia.Key(b).Row()
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(i, j)) < 0
	})
	return keys
}

// What is written as YAML.
type (
	tree  = yamlwrite.Mapping
	list  = yamlwrite.List
	plain = yamlwrite.Plain
)
