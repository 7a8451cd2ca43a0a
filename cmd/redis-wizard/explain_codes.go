package main

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"redis-wizard/configschema"
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

func codeTextOf(e codes.Entry) codeText {
	cause, act := e.Explained()
	c := codeText{Code: e.Code, Title: codes.Words(e.Title), Looks: e.Looks, Cause: cause, Act: act,
		Since: e.Since, Until: e.Until, Reported: codes.Words(e.Seen()), releases: e.Releases()}
	for _, severity := range e.Severities() {
		c.Severity = append(c.Severity, string(severity))
	}
	for _, tested := range e.Causes {
		c.Tested = append(c.Tested, testedText{string(tested.Severity), codes.Words(string(tested.Message)), codes.Words(string(tested.Hint))})
	}
	return c
}

// codeAnswer explains codes.
type codeAnswer struct {
	Codes []codeText `json:"codes"`
}

func (a codeAnswer) write(w io.Writer, paint style) {
	for i, c := range a.Codes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s\n", paint.by("info", c.Code), paint.bold(c.Title))
		part := func(name, text string) {
			if text != "" {
				fmt.Fprintf(w, "\n  %s\n    %s\n", paint.bold(name), indented(text, "    "))
			}
		}
		part("Looks like", strings.Join(c.Looks, "\n"))
		part("Behind it", c.Cause)
		part("What to do", c.Act)
		part("Releases of Authelia", c.releases)
		part("Reported", c.Reported)
		part("Severity", strings.Join(c.Severity, ", "))
		var tested []string
		for _, t := range c.Tested {
			tested = append(tested, t.Severity+": "+t.Message+"\n→ "+t.Hint)
		}
		part("The connection test says", strings.Join(tested, "\n"))
	}
}

// codeList lists every code with its title.
type codeList struct {
	Groups []codeGroup `json:"groups"`
}

type codeGroup struct {
	Title string      `json:"title"`
	Codes []codeTitle `json:"codes"`
}

type codeTitle struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

func allCodes() codeList {
	var list codeList
	for _, group := range codes.List() {
		g := codeGroup{Title: string(group.Title)}
		for _, e := range group.Entries {
			g.Codes = append(g.Codes, codeTitle{e.Code, codes.Words(e.Title)})
		}
		list.Groups = append(list.Groups, g)
	}
	return list
}

func (l codeList) write(w io.Writer, paint style) {
	for i, group := range l.Groups {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, paint.bold(group.Title))
		longest := 0
		for _, c := range group.Codes {
			longest = max(longest, len(c.Code))
		}
		for _, c := range group.Codes {
			fmt.Fprintf(w, "  %s%s  %s\n", paint.by("info", c.Code), strings.Repeat(" ", longest-len(c.Code)), c.Title)
		}
	}
}

// findCodes looks words up, in either case and with the brackets in which
// messages have them.
func findCodes(words []string) (known []codeText, unknown []string) {
	for _, word := range words {
		bare := strings.Trim(strings.TrimSpace(word), "[]().,")
		e, ok := codes.Find(strings.ToUpper(bare))
		if !ok {
			e, ok = codes.Find(strings.ToLower(bare))
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
	type candidate struct {
		code string
		far  int
	}
	var all []candidate
	for _, group := range codes.List() {
		for _, e := range group.Entries {
			code := strings.ToLower(e.Code)
			far := configschema.Distance(small, code, len(small)+len(code)+1)
			bound := 2
			if len(code) <= 3 {
				bound = 1
			}
			switch {
			case far <= bound:
			case len(small) >= 3 && strings.Contains(code, small):
				far = 3
			case len(small) >= 4 && (strings.Contains(strings.ToLower(string(e.Title)), small) || strings.Contains(strings.ToLower(strings.Join(e.Looks, "\n")), small)):
				far = 4
			default:
				continue
			}
			all = append(all, candidate{e.Code, far})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].far < all[j].far })
	var near []string
	for _, c := range all[:min(5, len(all))] {
		near = append(near, c.code)
	}
	return near
}
