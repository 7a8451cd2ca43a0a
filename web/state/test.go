package state

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// Test is how the connection test stands. The test itself is made by a server; here is
// whether there is one to be made, and what its report is about.
type Test struct {
	// Testing is the Digest of what is being tested; empty while nothing is.
	Testing string
	// Tested is the Digest of what the report is about; empty without a report.
	Tested string
	// Ended is how the last test ended, where that was before its time.
	Ended TestEnd
	// Refused says why the test that was asked for did not run; empty otherwise.
	Refused string
	// Proposed are the values of the fields in the report, by the keys of their options.
	Proposed map[string]string
}

// TestEnd is how a test ended before its time.
type TestEnd string

// The ends of a test that gave no whole report.
const (
	Cancelled   TestEnd = "cancelled"   // by the person
	Interrupted TestEnd = "broken"      // in the middle
	Unreachable TestEnd = "unreachable" // the wizard's server did not answer
)

// OfferedPrefix begins the names of the report's fields.
const OfferedPrefix = "put."

// KeyCA is the key of the private CA among the fields of a report. It is no option of
// Authelia.
const KeyCA = "ca"

// Verdict is the id of the configuration's verdict on the page.
const Verdict = "state"

// bindTest reads what the form says of the test.
func bindTest(fields map[string][]string) Test {
	t := Test{Proposed: map[string]string{}}
	for name, texts := range fields {
		if len(texts) == 0 {
			continue
		}
		switch key, offered := strings.CutPrefix(name, OfferedPrefix); {
		case offered:
			t.Proposed[key] = lineFeeds(texts[0])
		case name == "testing":
			t.Testing = texts[0]
		case name == "tested":
			t.Tested = texts[0]
		case name == "ended":
			t.Ended = TestEnd(texts[0])
		case name == "refused":
			t.Refused = texts[0]
		}
	}
	return t
}

// test asks for a test where there is something to test, and leads to what is wrong where
// there is not. A second press while one runs does nothing.
func (s *State) test(a act) error {
	if s.Testing != "" {
		return nil
	}
	s.Submitted, s.Refused, s.Ended = true, "", ""
	if err := s.send(a); err != nil {
		return err
	}
	if err := s.Judge(a); err != nil {
		return err
	}
	if untested := s.Untested(); untested != nil {
		s.Focus = untested.First
		return nil
	}
	s.Testing = s.Digest()
	return nil
}

// put takes a value over from a field of the report, and tests again.
func (s *State) put(a act) error {
	value := s.Proposed[a.argument]
	_, known := authelia.OptionOf(a.argument)
	switch {
	case s.Testing != "" || a.argument != KeyCA && !known:
		return nil
	case value == "":
		s.Focus = OfferedPrefix + a.argument
		return nil
	case a.argument == KeyCA:
		s.CA = value
	default:
		s.set(a.argument, value)
		if err := a.countRows(s); err != nil {
			return err
		}
	}
	delete(s.Proposed, a.argument)
	return s.test(a)
}

// apply does what a fix of the report says, as long as what it would read or change is as
// it was tested.
func (s *State) apply(a act) error {
	var fix causes.Fix
	if err := json.Unmarshal([]byte(a.argument), &fix); err != nil {
		return errHalfFix
	}
	touched := slices.Concat(slices.Collect(maps.Keys(fix.Set)), slices.Collect(maps.Keys(fix.Copy)), slices.Collect(maps.Values(fix.Copy)), slices.Collect(maps.Keys(fix.Cut)))
	slices.Sort(touched)
	if s.Tested != "" && s.changedSince(s.Tested, touched) {
		s.Refused = s.Input.Language.Say("The form has changed since the test, so this fix may no longer apply. Test again.")
		return nil
	}
	s.Refused = ""
	if err := s.fix(a); err != nil {
		return err
	}
	for _, key := range touched {
		if _, known := authelia.OptionOf(key); known && s.Input.Values[key] != "" {
			s.Focus = key
			break
		}
	}
	return nil
}

// ended takes in how a test ended: with a report, before its time, or not at all, because
// the server refused it. The last report then stays.
func (s *State) ended(a act) error {
	if s.Testing == "" {
		return nil
	}
	switch how, words, _ := strings.Cut(a.argument, ":"); how {
	case "report":
		s.EndTest("")
	case string(Cancelled), string(Interrupted):
		s.EndTest(TestEnd(how))
	case string(Unreachable):
		s.Testing, s.Ended = "", Unreachable
	case "refused":
		s.Testing, s.Refused = "", words
	}
	return nil
}

// EndTest says that there is a report on what was tested, and how the test ended.
func (s *State) EndTest(end TestEnd) {
	s.Testing, s.Tested, s.Ended = "", s.Testing, end
}

// IsStale tells whether the report is about another form than this one.
func (s State) IsStale() bool { return s.Tested != "" && s.Testing == "" && s.Tested != s.Digest() }

// Untested is why there is no test.
type Untested struct {
	// Errors is how many errors keep Authelia from starting; 0 where there is simply
	// nothing to connect to.
	Errors int
	// First is the key of the option to begin with, or the id of the verdict, which tells
	// what no field is about.
	First string
}

// Untested says why the form, once it is judged, cannot be tested; nil when it can be. A
// value that is not known here is no reason: the test says so itself.
func (s State) Untested() *Untested {
	if s.Result.Config() != nil || s.Result.OK && s.Result.UnknownAddress() != "" {
		return nil
	}
	untested := &Untested{}
	for _, p := range s.Result.Problems {
		if p.Severity != configschema.Error {
			continue
		}
		if untested.Errors++; untested.First == "" {
			untested.First = p.Key
		}
	}
	if _, known := authelia.OptionOf(untested.First); !known {
		untested.First = s.firstOption()
		if untested.Errors > 0 {
			untested.First = Verdict
		}
	}
	return untested
}

// firstOption is the option without which there is nothing to connect to.
func (s State) firstOption() string {
	root := authelia.RootFor(s.Kind())
	for _, key := range s.Result.Fields {
		if authelia.RootOf(key) == root && !strings.Contains(key, "[]") {
			return key
		}
	}
	return ""
}

// Digest says in short what a test of this form depends on: one part for each value, so
// that it can be told which of them changed, and one for the rest. Near variants do not
// count: they are tried beside it.
func (s State) Digest() string {
	rest, err := json.Marshal([]any{s.Version(), s.Kind(), s.Input.TLS, s.CA, s.Vantage, s.Document()})
	if err != nil {
		return "" // a list of texts always has a JSON form
	}
	parts := []string{short(rest)}
	for _, key := range slices.Sorted(maps.Keys(s.Input.Values)) {
		if value := s.Input.Values[key]; value != "" {
			parts = append(parts, key+"="+short([]byte(value)))
		}
	}
	return strings.Join(parts, " ")
}

func short(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// changedSince tells whether one of some options, or what is no option at all, is another
// than that of a digest. A section stands for all of its options.
func (s State) changedSince(digest string, keys []string) bool {
	before, now := strings.Fields(digest), strings.Fields(s.Digest())
	if len(before) == 0 || before[0] != now[0] {
		return true
	}
	for _, part := range append(missing(before, now), missing(now, before)...) {
		changed, _, _ := strings.Cut(part, "=")
		if slices.ContainsFunc(keys, func(key string) bool { return key == changed || strings.HasPrefix(changed, key+".") }) {
			return true
		}
	}
	return false
}

// missing are the parts of one list that another lacks.
func missing(of, in []string) (all []string) {
	for _, part := range of {
		if !slices.Contains(in, part) {
			all = append(all, part)
		}
	}
	return all
}

// errHalfFix is for a button whose value was cut off.
var errHalfFix = phrase.New("The fix did not arrive whole. Please press its button again.")
