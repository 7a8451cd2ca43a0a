package jsonschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// option is the schema of one option.
func (s schema) option(f configschema.Field) object {
	out := object{{"title", string(f.Label)}, {"description", s.describe(f)}}
	if value, ok := s.standard(f); ok {
		out = append(out, member{"default", value})
	}
	if f.Example != "" && f.Type == authelia.Text {
		out = append(out, member{"examples", []string{f.Example}})
	}
	return append(out, s.valueOf(f)...)
}

func (s schema) valueOf(f configschema.Field) object {
	switch {
	case isNeeded(f) && f.Type == authelia.Text:
		return ref("given_text")
	case f.Choices != nil && f.Type == authelia.Text:
		return object{{"enum", f.Choices}}
	case f.Min != f.Max:
		return append(object{{"minimum", f.Min}, {"maximum", f.Max}}, ref("integer")...)
	case f.Type == authelia.Number:
		return ref("integer")
	case f.Type == authelia.Boolean:
		return ref("boolean")
	case f.Type == authelia.Duration:
		return ref("duration")
	case f.Type == authelia.TLSVersion && s.DecodesTLS:
		return ref("tls_version")
	case f.Type == authelia.PEM:
		return ref(f.Name())
	}
	return ref("text")
}

// isNeeded tells whether Authelia refuses to go without an option wherever its section or
// row is. That a node needs a host is a rule of its own, and no fact.
func isNeeded(f configschema.Field) bool { return f.Required || f.Key == authelia.KeyNodeHost }

// describe says what the option is for, and what people look up.
func (s schema) describe(f configschema.Field) string {
	text := string(f.Help)
	single, behind := f.DefaultIn(s.version, configschema.Single), f.DefaultIn(s.version, configschema.Sentinel)
	switch {
	case f.Key == authelia.KeyPort && single == "":
		text += " It must be set, except for a socket; with Sentinel the default is " + behind + "."
	case single != behind && single != "" && behind != "":
		text += " Default: " + single + ", with Sentinel " + behind + "."
	case single != behind:
		text += " Default: " + single + "; none with Sentinel."
	case single != "":
		text += " Default: " + single + "."
	}
	if f.FirstVersion != (configschema.Version{}) {
		text += " Since Authelia " + f.FirstVersion.String() + "."
	}
	var names []string
	if f.Env() != "" && !s.Viper {
		names = append(names, f.Env())
	}
	if f.EnvFile() != "" {
		names = append(names, f.EnvFile()+" (a file)")
	}
	if len(names) > 0 {
		text += " Environment: " + strings.Join(names, " or ") + "."
	}
	return text
}

// standard is the default as a JSON value, where there is one for every set-up.
func (s schema) standard(f configschema.Field) (any, bool) {
	text := f.DefaultIn(s.version, configschema.Single)
	if text == "" || text != f.DefaultIn(s.version, configschema.Sentinel) {
		return nil, false
	}
	switch f.Type {
	case authelia.Number:
		number, err := strconv.Atoi(text)
		return number, err == nil
	case authelia.Boolean:
		return text == "true", true
	}
	return text, true
}
