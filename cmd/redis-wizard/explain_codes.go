package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/nearest"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/codes"
)

// A codeText is one code and all that there is to say about it, as JSON.
type codeText struct {
	Code     string       `json:"code"`
	Title    string       `json:"title"`
	Looks    []string     `json:"looks_like,omitempty"`
	Cause    string       `json:"cause,omitempty"`
	Act      string       `json:"act,omitempty"`
	Since    string       `json:"since,omitempty"`
	Until    string       `json:"until,omitempty"`
	Severity []string     `json:"severities,omitempty"`
	Reported string       `json:"reported,omitempty"`
	Tested   []testedText `json:"connection_test,omitempty"`
	releases string
}

// testedText is what the connection test says, with <places> for what it finds.
type testedText struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

func codeTextOf(e causes.Entry) codeText {
	cause, act := e.Explained(nil)
	c := codeText{Code: e.Code, Title: causes.Words(nil, e.Title), Looks: e.Looks, Cause: cause, Act: act,
		Since: e.Since, Until: e.Until, Reported: causes.Words(nil, phrase.Text(codes.Seen(e, nil))), releases: codes.Releases(e, nil)}
	for _, severity := range codes.Severities(e) {
		c.Severity = append(c.Severity, string(severity))
	}
	for _, tested := range e.Causes {
		c.Tested = append(c.Tested, testedText{string(tested.Severity), causes.Words(nil, tested.Message), causes.Words(nil, tested.Hint)})
	}
	return c
}

type codeAnswer struct {
	Codes []codeText `json:"codes"`
}

func explainCodes(known []codeText) explained {
	return explained{codeAnswer{known}, func(w io.Writer, paint style) {
		for i, c := range known {
			if i > 0 {
				fmt.Fprintln(w)
			}
			c.write(w, paint)
		}
	}}
}

func (c codeText) write(w io.Writer, paint style) {
	fmt.Fprintf(w, "%s  %s\n", paint.by("info", c.Code), paint.bold(c.Title))
	var tested []string
	for _, t := range c.Tested {
		tested = append(tested, t.Severity+": "+t.Message+"\n→ "+t.Hint)
	}
	for _, part := range []struct{ name, text string }{
		{"Looks like", strings.Join(c.Looks, "\n")},
		{"Behind it", c.Cause},
		{"What to do", c.Act},
		{"Releases of Authelia", c.releases},
		{"Reported", c.Reported},
		{"Severity", strings.Join(c.Severity, ", ")},
		{"The connection test says", strings.Join(tested, "\n")},
	} {
		if part.text != "" {
			fmt.Fprintf(w, "\n  %s\n    %s\n", paint.bold(part.name), indented(part.text, "    "))
		}
	}
}

type (
	codeList struct {
		Groups []codeGroup `json:"groups"`
	}
	codeGroup struct {
		Title string     `json:"title"`
		Codes []codeText `json:"codes"` // their titles alone
	}
)

// allCodes lists every code with its title.
func allCodes() explained {
	var list codeList
	for _, g := range causes.Catalogue() {
		listed := codeGroup{Title: string(g.Title)}
		for _, e := range g.Entries {
			listed.Codes = append(listed.Codes, codeText{Code: e.Code, Title: causes.Words(nil, e.Title)})
		}
		list.Groups = append(list.Groups, listed)
	}
	return explained{list, func(w io.Writer, paint style) {
		for i, group := range list.Groups {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, paint.bold(group.Title))
			longest := 0
			for _, c := range group.Codes {
				longest = max(longest, len(c.Code))
			}
			for _, c := range group.Codes {
				fmt.Fprintf(w, "  %s%*s  %s\n", paint.by("info", c.Code), longest-len(c.Code), "", c.Title)
			}
		}
	}}
}

// findCodes looks words up, in either case and with the brackets in which
// messages have them.
func findCodes(words []string) (known []codeText, unknown []string) {
	for _, word := range words {
		bare := strings.Trim(strings.TrimSpace(word), "[]().,")
		e, ok := causes.Find(strings.ToUpper(bare))
		if !ok {
			e, ok = causes.Find(strings.ToLower(bare))
		}
		if ok {
			known = append(known, codeTextOf(e))
		} else {
			unknown = append(unknown, word)
		}
	}
	return known, unknown
}

// notACode says that a word is no code, and which codes it may stand for.
func notACode(word string) string {
	near := nearCodes(word)
	if len(near) == 0 {
		return fmt.Sprintf("%q is neither a code nor the text of an error that is known here; redis-wizard explain lists all codes", word)
	}
	return fmt.Sprintf("%q is not a code; did you mean %s?", word, strings.Join(near, ", "))
}

// nearCodes are the codes that a word may stand for: those with few letters
// between them, that contain it, or whose title or look does. At most five.
func nearCodes(word string) []string {
	small := strings.ToLower(strings.TrimSpace(word))
	if small == "" || len(small) > 60 {
		return nil
	}
	var byDistance [5][]string
	for _, group := range causes.Catalogue() {
		for _, e := range group.Entries {
			code := strings.ToLower(e.Code)
			words := strings.ToLower(string(e.Title) + "\n" + strings.Join(e.Looks, "\n"))
			far := nearest.Distance(small, code, 3)
			switch {
			case far <= 1, far == 2 && len(code) > 3:
			case len(small) >= 3 && strings.Contains(code, small):
				far = 3
			case len(small) >= 4 && strings.Contains(words, small):
				far = 4
			default:
				continue
			}
			byDistance[far] = append(byDistance[far], e.Code)
		}
	}
	near := slices.Concat(byDistance[:]...)
	return near[:min(5, len(near))]
}
