package causes

import (
	"slices"
	"strings"
	"sync"

	"redis-wizard/configschema/phrase"
)

// Entry is one code and what there is to say about it.
type Entry struct {
	// Code is a failure's id ("A03") or a short slug ("port-range"). It never
	// changes: people search for it and link to it.
	Code string
	// Title says in a few words what the matter is. Empty: the title of the
	// first cause.
	Title phrase.Text
	// Looks are words by which people meet it, as Authelia or Redis print them.
	Looks []string
	// Cause and Act say what is behind it and what to do, in the notation of
	// SpansIn. They may be empty where Causes say it all.
	Cause, Act phrase.Text
	// Since and Until are the first and the last release of Authelia that it
	// concerns; empty where it does not depend on that.
	Since, Until string
	// Judged are the severities with which the evaluation reports it; none when
	// the evaluation does not.
	Judged []Severity
	// Beyond says why this program cannot see it, or under which code it does.
	Beyond phrase.Text
	// Causes are the connection test's rows of this code, taken from its
	// Catalogue.
	Causes []Cause
}

// Group is the entries of one letter, or those of one origin whose codes are words.
type Group struct {
	ID      string
	Title   phrase.Text
	Entries []Entry
}

// The severities of the evaluation, as the tables write them.
var (
	refuses = []Severity{Error}
	warns   = []Severity{Warning}
	informs = []Severity{Info}

	// Whether Authelia refuses depends on what the variable or the option is.
	refusesOrWarns = []Severity{Error, Warning}
)

// Catalogue is the whole of it, in the order in which it is shown.
var Catalogue = sync.OnceValue(func() []Group {
	groups := []Group{
		{"group-a", "A. Logging in", loginEntries},
		{"group-b", "B. Reaching Redis", reachEntries},
		{"group-c", "C. TLS", tlsEntries},
		{"group-d", "D. Sentinel", sentinelEntries},
		{"group-e", "E. Limits, state and lost sessions", stateEntries},
		{"group-f", "F. The file, secrets and versions", fileEntries},
		{"group-words", "Values and files: further codes", wordEntries},
		{"group-test", "The connection test: further codes", logEntries},
		{"group-policy", "Policy of this server", nil},
	}
	tested := map[string][]Cause{}
	for _, cause := range Tested {
		tested[cause.Code] = append(tested[cause.Code], cause)
	}
	for i := range groups {
		groups[i].Entries = slices.Clone(groups[i].Entries)
		for j := range groups[i].Entries {
			e := &groups[i].Entries[j]
			e.Causes = tested[e.Code]
			delete(tested, e.Code)
			if e.Title == "" && len(e.Causes) > 0 {
				e.Title = e.Causes[0].Title
			}
		}
	}
	// A cause that nothing is to be added to needs no entry of its own.
	test, policy := &groups[len(groups)-2].Entries, &groups[len(groups)-1].Entries
	for code, rows := range tested {
		to := test
		if strings.HasPrefix(code, "policy-") {
			to = policy
		}
		*to = append(*to, Entry{Code: code, Title: rows[0].Title, Causes: rows})
	}
	for _, group := range groups[len(groups)-3:] {
		slices.SortStableFunc(group.Entries, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	}
	return groups
})

// Find looks a code up.
func Find(code string) (Entry, bool) {
	for _, group := range Catalogue() {
		if at := slices.IndexFunc(group.Entries, func(e Entry) bool { return e.Code == code }); at >= 0 {
			return group.Entries[at], true
		}
	}
	return Entry{}, false
}

// Known tells whether the catalogue has an entry on a code.
func Known(code string) bool {
	_, known := Find(code)
	return known
}

// Tested are the causes that a connection test can name, in the order of its steps.
var Tested = slices.Concat(generalCauses, reachCauses, policyCauses, socketCauses, tlsCauses, protocolCauses, authCauses, serverCauses, auditCauses,
	sentinelCauses, groupCauses, neighbourCauses)

// Named is the cause of a connection test that has this name; the unknown one for a
// name that none has.
func Named(name string) *Cause {
	at := slices.IndexFunc(Tested, func(c Cause) bool { return c.Name == name })
	if at < 0 {
		return Named("unknown")
	}
	return &Tested[at]
}
