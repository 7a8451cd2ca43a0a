package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/web/views"
)

// fix applies what the button of a fix says. The script does the same without
// a request.
func (f *form) fix(text string) error {
	var fix views.Fix
	if err := json.Unmarshal([]byte(text), &fix); err != nil {
		return refuse(http.StatusBadRequest, "The fix did not arrive whole. Please press its button again.")
	}
	values := fixed(fix, f.input.Values)
	for _, key := range slices.Sorted(maps.Keys(values)) { // a section comes before the options in it
		f.set(key, values[key])
	}
	var err error
	f.rows, err = rowsOf(f.input.Values, f.maxRows)
	return err
}

// fixed gives the values that a fix leads to. All of Copy reads the values as
// they were before, so that two options can change places.
func fixed(fix views.Fix, before configschema.Values) configschema.Values {
	values := configschema.Values{}
	maps.Copy(values, fix.Set)
	for key, from := range fix.Copy {
		values[key] = before[from]
	}
	for key, ends := range fix.Cut {
		text, changed := values[key]
		if !changed {
			text = before[key]
		}
		values[key] = cut(text, ends)
	}
	return values
}

// cut takes characters off both ends of a text.
func cut(text string, ends [2]int) string {
	characters := []rune(text)
	first := min(max(ends[0], 0), len(characters))
	last := max(len(characters)-max(ends[1], 0), first)
	return string(characters[first:last])
}

// set writes one value of a fix. The value has to count afterwards, so the
// form's kind and TLS switch follow it. A key that is a section rather than an
// option takes the section out when its value is empty.
func (f *form) set(key, value string) {
	field, known := configschema.FieldOf(key)
	if !known {
		if value == "" {
			f.takeOut(key)
		}
		return
	}
	f.input.Values[key] = value
	if value == "" {
		return
	}
	if !field.For(f.input.Kind) {
		f.input.Kind = field.Kinds[0]
	}
	if field.Section == configschema.TLS {
		f.input.TLS = configschema.On
	}
}

func (f *form) takeOut(section string) {
	for key := range f.input.Values {
		if strings.HasPrefix(key, section+".") {
			f.input.Values[key] = ""
		}
	}
	switch section {
	case "session.redis.tls":
		f.input.TLS = configschema.Off
	case "session.redis.high_availability":
		f.input.Kind = configschema.Single
	}
}
