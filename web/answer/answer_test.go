package answer

import (
	"encoding/json"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/web/spoken"
	"redis-wizard/web/views"
)

var settings = views.Settings{MaxRows: 4, Languages: []spoken.Choice{{Tag: "en", Name: "English", Decimal: "."}, {Tag: "de", Name: "Deutsch", Decimal: ","}}}

func ask(t testing.TB, d *Door, q Question) (drawn struct{ HTML, Title, Error string }) {
	t.Helper()
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(d.Ask(text, nil), &drawn); err != nil {
		t.Fatal(err)
	}
	return drawn
}

// What is typed is drawn as it is; an action is carried out first; what cannot be done is
// refused.
func TestAsk(t *testing.T) {
	add, door := "add-row:"+authelia.KeyNodes, Door{Settings: settings}
	fields := map[string][]string{"kind": {"sentinel"}, authelia.KeyHost: {"a<b"}}
	typed := ask(t, &door, Question{Fields: fields, Language: "de", Place: "upgrade"})
	for _, want := range []string{`<div id="page" data-path="/upgrade">`, `value="a&lt;b"`, `lang="de" aria-current="true"`, `<div id="report" data-keep></div>`} {
		if !strings.Contains(typed.HTML, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if added := ask(t, &door, Question{Fields: fields, Action: &add}); strings.Count(added.HTML, `value="remove-row:`) <= strings.Count(typed.HTML, `value="remove-row:`) {
		t.Error("no row was added")
	}
	fields[authelia.KeyNodes+".9.host"] = []string{"too many"}
	if refused := ask(t, &door, Question{Fields: fields}); refused.Error == "" || refused.HTML != "" {
		t.Errorf("got %.200v", refused)
	}
	var broken struct{ Error string }
	if err := json.Unmarshal(door.Ask([]byte("{"), nil), &broken); err != nil || broken.Error == "" {
		t.Errorf("half a question: %v, %+v", err, broken)
	}
}

// BenchmarkPage is a keystroke: judged and drawn.
func BenchmarkPage(b *testing.B) {
	door := Door{Settings: settings}
	text, err := json.Marshal(Question{Fields: map[string][]string{"kind": {"single"}, authelia.KeyHost: {"redis"}, authelia.KeyPort: {"70000"}}})
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for b.Loop() {
		size = len(door.Ask(text, nil))
	}
	b.ReportMetric(float64(size), "bytes")
	b.ReportAllocs()
}
