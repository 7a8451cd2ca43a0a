package intake

import "redis-wizard/configschema/authelia"

// readOptions takes options of Redis that stand alone, without session: and
// redis: above them, as they do in examples.
func readOptions(t *text) *reading {
	if t.broken || len(t.documents) != 1 || t.isOther() {
		return nil
	}
	telling := false
	for _, f := range fields(t.documents[0]) {
		isSection := authelia.IsSection(authelia.Prefix + f.key)
		if !isSection && !isOption(authelia.Prefix+f.key) {
			return nil
		}
		telling = telling || isSection || f.key == "host" || f.key == "database_index"
	}
	if !telling {
		return nil
	}
	r := &reading{text: t}
	r.options(authelia.Prefix, fields(t.documents[0]))
	if len(r.settings) == 0 {
		return nil
	}
	r.note("These options belong below session: and redis: in a configuration.yml, and were read as if they were there.")
	return r
}

// options takes the options of a section, and of those in it.
func (r *reading) options(section string, all []field) {
	for _, f := range all {
		switch key := section + f.key; {
		case authelia.IsSection(key):
			r.options(key+".", fields(f.value))
		case key == authelia.KeyNodes:
			for _, item := range items(f.value) {
				r.at(item.Line).node(plainValue(child(item, "host")), plainValue(child(item, "port")))
			}
		case isOption(key):
			r.at(lineOf(f)).set(key, plainValue(f.value))
		default:
			r.note("'{option}' is no option of Redis, and was left aside.", "option", f.key)
		}
	}
}
