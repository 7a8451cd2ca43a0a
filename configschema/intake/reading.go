package intake

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

// A text is one of the texts that were given, with what is found out about it
// once.
type text struct {
	configschema.File
	documents []*yaml.Node // of what is YAML; before the first fault of what is not quite
	broken    bool
	language  phrase.Language // what is said about it
	request   *bounds.Request // what it is counted by
}

// newText parses a text that has been counted.
func newText(request *bounds.Request, f configschema.File, language phrase.Language) *text {
	f.Text = unfenced(f.Text)
	t := &text{File: f, language: language, request: request}
	documents, err := configschema.ParseYAML(request, f.Text)
	t.documents, t.broken = documents, err != nil
	return t
}

// unfenced empties the lines with ``` around a text that was copied from a page
// or a thread. The other lines stay where they are.
func unfenced(text string) string {
	if !strings.HasPrefix(strings.TrimSpace(text), "```") {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			lines[i] = strings.Repeat("\n", strings.Count(l, "\n"))
		}
	}
	return strings.Join(lines, "")
}

// A line is a line of a text, without its end.
type line struct {
	number int
	text   string
}

func (t *text) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		number := 0
		for l := range strings.SplitSeq(strings.TrimPrefix(t.Text, "\uFEFF"), "\n") {
			if number++; !yield(line{number, strings.TrimSuffix(l, "\r")}) {
				return
			}
		}
	}
}

// A reading is what a text was found to hold.
type reading struct {
	form      Form
	files     []configschema.File // configurations to judge
	settings  []configschema.Setting
	variables []configschema.Variable
	problems  []configschema.Problem
	notes     []string
	nodes     int // nodes among the settings
	language  phrase.Language
	request   *bounds.Request
}

// reading begins what a reader makes of the text.
func (t *text) reading(form Form) *reading {
	return &reading{form: form, language: t.language, request: t.request}
}

// note adds a sentence, once.
func (r *reading) note(text phrase.Text, words ...string) { r.add(r.language.Say(text, words...)) }

func (r *reading) add(sentence string) {
	if len(r.notes) < maxNotes && !slices.Contains(r.notes, sentence) {
		r.notes = append(r.notes, sentence)
	}
}

// maxNotes bounds the notes on one text.
const maxNotes = 50

// at is a place in a file, for what is read there.
func (r *reading) at(file string, number int) *spot { return &spot{r, file, number} }

// maxNodes bounds the sentinels that are taken; real sets have three or five.
const maxNodes = 100

// A spot is a place in a text.
type spot struct {
	*reading
	file   string
	number int
}

func (s *spot) set(key, value string) {
	if value != "" {
		s.settings = append(s.settings, configschema.Setting{Key: key, Value: value, File: s.file, Line: s.number})
	}
}

// node adds a sentinel.
func (s *spot) node(host, port string) {
	if host == "" {
		return
	}
	if s.nodes == maxNodes {
		s.note("More than {count} sentinels are listed. The others were left aside.", "count", strconv.Itoa(maxNodes))
		return
	}
	row := keyNodes + strconv.Itoa(s.nodes)
	s.nodes++
	s.set(row+".host", bracketed(host))
	s.set(row+".port", port)
}

func (s *spot) variable(name, value string) {
	s.take(configschema.Variable{Name: name, Value: value, File: s.file, Line: s.number})
}

// elsewhere adds a variable whose value is not in the text.
func (s *spot) elsewhere(name string) {
	s.take(configschema.Variable{Name: name, Elsewhere: true, File: s.file, Line: s.number})
}

// take adds a variable, unless there are too many: the request then has an error.
func (s *spot) take(v configschema.Variable) {
	if s.request.Variables(1) == nil {
		s.variables = append(s.variables, v)
	}
}

// warn adds a problem; the words are for both of its texts.
func (s *spot) warn(code string, message, hint phrase.Text, words ...string) {
	s.problems = append(s.problems, configschema.Problem{File: s.file, Line: s.number, Column: 1,
		Severity: configschema.Warning, Code: code, Message: s.language.Say(message, words...), Hint: s.language.Say(hint, words...)})
}

// notOnly says that the others were left aside.
func (r *reading) notOnly(n int, one, many phrase.Text) {
	if n == 1 {
		r.note(one)
		return
	}
	r.note(many, "count", strconv.Itoa(n))
}

// list puts names into a sentence: a, b and c.
func (r *reading) list(names []string) string {
	if len(names) > 8 {
		names = append(slices.Clone(names[:8]), r.language.Say("{count} more", "count", strconv.Itoa(len(names)-8)))
	}
	return r.language.Join(phrase.And, names)
}
