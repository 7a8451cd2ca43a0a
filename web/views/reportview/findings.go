package reportview

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/state"
)

// Finding is what a test found, once for all the servers that it found it at.
type Finding struct {
	causes.Problem
	// Title says in a few words what the matter is.
	Title string
	// Servers are the addresses; none when it concerns the deployment as a whole.
	Servers []string
	// Messages are what was seen, each once.
	Messages []string
	// Asks is the field for the value that it takes, where that is one; nil otherwise.
	Asks *Field
}

// Field is a value that a finding asks for, in its place.
type Field struct {
	// Key is that of the option, or state.KeyCA.
	Key    string
	Label  string
	Secret bool
}

// Grouped are what the test found, with what matters most first. What has one cause at
// several servers stands once.
func (r Report) Grouped() (all []Finding) {
	at := map[string]int{}
	for _, f := range r.sorted() {
		address, role := r.Address(f.Endpoint), connectivity.Role("")
		if e := r.endpoint(f.Endpoint); e != nil {
			role = e.Role
		}
		same := fmt.Sprint(f.Severity, f.Code, f.Title, role, cmp.Or(f.Fix, &causes.Fix{}))
		if f.Endpoint == "" || f.Title == "" {
			same += strings.ReplaceAll(f.Message+f.Hint, cmp.Or(address, "-"), "-")
		}
		i, known := at[same]
		if !known {
			i, at[same] = len(all), len(all)
			all = append(all, Finding{Problem: f, Title: r.title(f), Asks: r.asks(f)})
		}
		found := &all[i]
		if address != "" && !slices.Contains(found.Servers, address) {
			found.Servers = append(found.Servers, address)
		}
		if message := strings.ReplaceAll(f.Message, cmp.Or(address, "-"), "-"); f.Message != found.Title && !slices.ContainsFunc(found.Messages, func(said string) bool {
			return slices.ContainsFunc(found.Servers, func(other string) bool { return strings.ReplaceAll(said, other, "-") == message })
		}) {
			found.Messages = append(found.Messages, f.Message)
		}
	}
	asked := map[string]bool{}
	for i := range all {
		if all[i].Asks != nil && asked[all[i].Asks.Key] {
			all[i].Asks = nil // one field for one value
		} else if all[i].Asks != nil {
			asked[all[i].Asks.Key] = true
		}
	}
	return all
}

// of are the findings of one severity.
func (r Report) of(severity causes.Severity) []Finding {
	return slices.DeleteFunc(r.Grouped(), func(f Finding) bool { return f.Severity != severity })
}

func (r Report) count(severity causes.Severity) int { return len(r.of(severity)) }

// sorted are the findings as the report has them, with those first that matter most.
func (r Report) sorted() []causes.Problem {
	order := []causes.Severity{causes.Info, causes.Warning, causes.Error}
	sorted := slices.Clone(r.Findings)
	slices.SortStableFunc(sorted, func(a, b causes.Problem) int {
		return slices.Index(order, b.Severity) - slices.Index(order, a.Severity)
	})
	return sorted
}

func (r Report) endpoint(id string) *connectivity.EndpointReport {
	for i := range r.Endpoints {
		if r.Endpoints[i].ID == id {
			return &r.Endpoints[i]
		}
	}
	return nil
}

// title is what the test said; otherwise, for what another wizard or the evaluation
// found, that of the code.
func (r Report) title(f causes.Problem) string {
	if f.Title != "" {
		return f.Title
	}
	if entry, known := causes.Find(f.Code); known {
		return r.say(entry.Title)
	}
	return f.Message
}

// asks is the field of a finding that one value would put right.
func (r Report) asks(f causes.Problem) *Field {
	if f.Severity != causes.Error {
		return nil
	}
	key, e := "", r.endpoint(f.Endpoint)
	switch isSentinel := e != nil && e.Role == connectivity.RoleSentinel; {
	case e == nil:
	case slices.Contains(wrongPassword, f.Code) && isSentinel:
		key = authelia.KeySentinelPassword
	case slices.Contains(wrongPassword, f.Code):
		key = authelia.KeyPassword
	case f.Code == "C04":
		return &Field{state.KeyCA, r.say("CA certificate (PEM)"), false}
	case f.Code == "D01":
		key = authelia.KeySentinelName
	case f.Code == "E01":
		key = authelia.KeyIndex
	case f.Code == "B01" && e.Role == connectivity.RoleRedis && r.Outcome() != connectivity.Inconclusive:
		key = authelia.KeyHost
	}
	option, known := authelia.OptionOf(key)
	if !known {
		return nil
	}
	return &Field{key, r.say(option.Label), option.Secret}
}

// wrongPassword are the codes of a password that is missing or refused.
var wrongPassword = []string{"A01", "A03", "A04", "A08", "A11"}

// applied is the action of a fix.
func applied(fix *causes.Fix) (string, error) {
	text, err := json.Marshal(fix)
	return "apply:" + string(text), err
}
