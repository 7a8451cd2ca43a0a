package state

import (
	"cmp"
	"encoding/base64"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// OtherRelease is the choice of a release that is typed.
const OtherRelease = "other"

// Bind makes a state of the fields of the form, as browsers send them.
func (f Form) Bind(fields map[string][]string) (State, error) {
	get := func(name string) string {
		if texts := fields[name]; len(texts) > 0 {
			return texts[0]
		}
		return ""
	}
	s := State{
		ImportText: brought(get("yaml"), get("original")),
		CA:         lineFeeds(get("ca")),
		Log:        lineFeeds(get("log")),
		Take:       Take{Chosen: get("tab")},
		Plan:       Plan{From: get("from"), To: get("to")},
		Kept:       f.bindKept(get),
		Vantage:    get("vantage"),
		Neighbours: get("neighbours") != "", // like every check box: sent when it is on
		Input: configschema.Input{
			Authelia: release(get("authelia"), get("release")),
			Values:   configschema.Values{},
		},
		Switched: map[string]bool{},
	}
	for _, section := range fields["tls"] { // a check box that is off is not sent
		s.Switched[section] = true
	}
	s.choose(cmp.Or(configschema.Kind(get("kind")).Known(), configschema.Single))
	for name, texts := range fields {
		_, known := authelia.OptionOf(name)
		_, _, stands := authelia.OfVariable(name)
		if (known || stands) && len(texts) > 0 {
			s.Input.Values[name] = lineFeeds(texts[0])
		}
	}
	return s, f.countRows(&s)
}

// brought is the text of the import box as it was brought: original is the same
// in base64 with its own line breaks, where those were no plain line feeds.
func brought(text, original string) string {
	text = lineFeeds(text)
	exact, err := base64.StdEncoding.DecodeString(original)
	switch before := string(exact); {
	case err != nil || before == "":
		return text
	case lineFeeds(before) == text:
		return before
	case strings.Count(before, "\n") == strings.Count(before, "\r\n"): // edited since: what is from Windows stays so
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// lineFeeds undoes what browsers do to the line breaks of a form.
func lineFeeds(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// release is the release of Authelia that was chosen, or typed.
func release(chosen, typed string) string {
	if chosen == OtherRelease {
		return strings.TrimSpace(typed)
	}
	return chosen
}
