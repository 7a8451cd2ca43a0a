package intake

import (
	"context"
	"maps"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// origins says of several texts which values came from which, and where one text wins
// over another: nobody sees that in the result.
func (all *reading) origins(ctx context.Context, readings []*reading, filters []string, result configschema.Result) error {
	names := map[string][]string{}
	var order []string
	for _, key := range valueKeys(result) {
		file := result.Sources[key].File
		if names[file] == nil {
			order = append(order, file)
		}
		names[file] = withOption(names[file], key)
	}
	if len(order) > 1 {
		for _, file := range order {
			all.note("From {file}: {options}.", "file", all.nameOf(file), "options", all.list(names[file]))
		}
	}
	if len(readings) < 2 {
		return nil
	}
	for _, r := range readings {
		if err := all.overridden(ctx, r, filters, result); err != nil {
			return err
		}
	}
	return nil
}

// plainParts says which options were read of a text that Authelia cannot read.
func (all *reading) plainParts(result configschema.Result) {
	for _, p := range result.Problems {
		if p.Code != "yaml-syntax" {
			continue
		}
		var names []string
		for _, key := range valueKeys(result) {
			if result.Sources[key].File == p.File {
				names = withOption(names, key)
			}
		}
		switch {
		case len(names) == 0:
		case p.File == "":
			all.note("Authelia cannot read the text as it is. Only what is plain to see in it was read: {options}.", "options", all.list(names))
		default:
			all.note("Authelia cannot read '{file}' as it is. Only what is plain to see in it was read: {options}.", "file", p.File, "options", all.list(names))
		}
	}
}

// overridden says what a text sets and another one sets otherwise.
func (all *reading) overridden(ctx context.Context, r *reading, filters []string, result configschema.Result) error {
	alone, err := configschema.EvaluateContext(ctx, configschema.Input{Authelia: result.Authelia, Files: r.files, Settings: r.settings, Environment: r.variables, Filters: filters, Partial: true})
	if err != nil {
		return err
	}
	lost := map[string][]string{}
	var winners []string
	for _, key := range valueKeys(alone) {
		winner, there := result.Sources[key]
		// A place is the same where nobody has a name, and the value is then what tells.
		if !there || winner == alone.Sources[key] && result.Values[key] == alone.Values[key] {
			continue
		}
		if result.Values[key] == alone.Values[key] && !slices.Contains(result.FromFile, key) {
			continue // both say the same
		}
		if lost[winner.File] == nil {
			winners = append(winners, winner.File)
		}
		lost[winner.File] = withOption(lost[winner.File], key)
	}
	for _, winner := range winners {
		all.note("{winner} wins over {file}: both set {options}.", "winner", all.nameOf(winner), "file", all.nameOf(r.Name), "options", all.list(lost[winner]))
	}
	return nil
}

// withOption adds the name of an option, that of a list for all that is in it.
func withOption(names []string, key string) []string {
	name := authelia.ShortName(key)
	if list := authelia.Key(key).List(); list != "" {
		name = authelia.ShortName(list)
	}
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// valueKeys are the options that a result has, in the order of the form.
func valueKeys(result configschema.Result) []string {
	keys := slices.Collect(maps.Keys(result.Sources))
	authelia.Sort(keys)
	return keys
}

// nameOf is what a text is called in a sentence.
func (r *reading) nameOf(file string) string {
	if file == "" {
		return r.language.Say("(no name)")
	}
	return "'" + file + "'"
}
