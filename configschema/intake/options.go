package intake

import "redis-wizard/configschema"

// readOptions takes options of Redis that stand alone, without session: and
// redis: above them, as they do in examples.
func readOptions(t *text) *reading {
	if t.broken || len(t.documents) != 1 {
		return nil
	}
	out := t.reading(Configuration)
	o := &optionsReader{reading: out, file: t.Name}
	telling := false
	for _, f := range fields(t.documents[0]) {
		isSection := f.key == "tls" || f.key == "high_availability"
		if !isSection && !isOption(configschema.Prefix+f.key) {
			return nil
		}
		telling = telling || isSection || f.key == "host" || f.key == "database_index"
	}
	if !telling {
		return nil
	}
	o.options(configschema.Prefix, fields(t.documents[0]))
	if len(out.settings) == 0 {
		return nil
	}
	out.note("These options stand below session: and redis: in a configuration.yml, and were read as if they did.")
	return out
}

// An optionsReader takes options and their sections.
type optionsReader struct {
	*reading
	file string
}

func (o *optionsReader) options(section string, all []field) {
	for _, f := range all {
		at := o.at(o.file, lineOf(f))
		switch inner := fields(f.value); {
		case section == configschema.Prefix && (f.key == "tls" || f.key == "high_availability"):
			o.options(section+f.key+".", inner)
		case section == configschema.HAPrefix && f.key == "nodes":
			for _, item := range items(f.value) {
				o.at(o.file, item.Line).node(plainValue(child(item, "host")), plainValue(child(item, "port")))
			}
		case isOption(section + f.key):
			at.set(section+f.key, plainValue(f.value))
		default:
			o.note("'{option}' is no option of Redis, and was left aside.", "option", f.key)
		}
	}
}
