package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
	"redis-wizard/configschema/visible"
)

// A reading is what a reader finds in a text.
type reading struct {
	*text
	files     []configschema.File // configurations to judge
	settings  []configschema.Setting
	variables []configschema.Variable
	problems  []configschema.Problem
	notes     []string
	nodes     int // nodes among the settings
	form      Form
	log       string  // that is a part of the text
	included  []*text // whose variables were read already
	release   string  // of Authelia, where its image says it
	// blocks are where configurations stand inside the text, by their place in files.
	blocks map[int]*block
	chart  *chartValues // values of Authelia's chart in the text
	// overrides tells that it wins over the other texts, wherever it stands.
	overrides bool

	known      map[string]configschema.Variable // by which compose fills in ${NAME}
	directives directives                       // of a server's own configuration
	neighbours []*neighbour                     // the servers beside Authelia that the text describes
}

// join adds what another text holds. Its nodes replace those before, as lists
// do in Authelia.
func (r *reading) join(other *reading) {
	r.files = append(r.files, other.files...)
	if other.nodes > 0 {
		r.settings = slices.DeleteFunc(r.settings, isOfNode)
	}
	r.settings = append(r.settings, other.settings...)
	r.variables = append(r.variables, other.variables...)
	r.problems = append(r.problems, other.problems...)
	r.directives = append(r.directives, other.directives...)
	r.neighbours = append(r.neighbours, other.neighbours...)
	r.release = cmp.Or(r.release, other.release)
	for _, n := range other.notes {
		r.add(n)
	}
}

func isOfNode(s configschema.Setting) bool { return strings.HasPrefix(s.Key, keyNodes) }

// note adds a sentence, once.
func (r *reading) note(text phrase.Text, words ...string) { r.add(r.language.Say(text, words...)) }

func (r *reading) add(sentence string) {
	if len(r.notes) < maxNotes && !slices.Contains(r.notes, sentence) {
		r.notes = append(r.notes, sentence)
	}
}

// maxNotes bounds the notes on one text.
const maxNotes = 50

// notOnly says that the others were left aside.
func (r *reading) notOnly(n int, one, many phrase.Text) {
	if n == 1 {
		many = one
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

// A spot is a line of a text, for what is read there.
type spot struct {
	*reading
	line int
}

func (r *reading) at(line int) *spot { return &spot{r, line} }

func (s *spot) set(key, value string) {
	if value != "" {
		s.settings = append(s.settings, configschema.Setting{Key: key, Value: value, File: s.Name, Line: s.line})
	}
}

// maxNodes bounds the sentinels that are taken; real sets have three or five.
const maxNodes = 100

// node adds a sentinel.
func (s *spot) node(host, port string) {
	switch {
	case host == "":
	case s.nodes == maxNodes:
		s.note("More than {count} sentinels are listed. The others were left aside.", "count", strconv.Itoa(maxNodes))
	default:
		s.set(string(authelia.At(authelia.KeyNodeHost, s.nodes)), bracketed(host))
		s.set(string(authelia.At(authelia.KeyNodePort, s.nodes)), port)
		s.nodes++
	}
}

func (s *spot) variable(name, value string) {
	if found := s.placeIn(value); found != "" {
		s.unresolved(name, value, []string{visible.Clip(found, 60)})
		return
	}
	if _, _, foreign := unknown.Program(value); foreign {
		s.unresolved(name, value, []string{visible.Clip(value, 40)})
		return
	}
	s.take(configschema.Variable{Name: name, Value: value, File: s.Name, Line: s.line})
}

// elsewhere adds a variable whose value is not in the text, with what is written in its
// place; empty for nothing.
func (s *spot) elsewhere(name, written string) {
	s.take(configschema.Variable{Name: name, Value: written, Elsewhere: true, File: s.Name, Line: s.line})
}

// take adds a variable, unless there are too many: the request then has an error.
func (s *spot) take(v configschema.Variable) {
	if s.request.Variables(1) == nil {
		s.variables = append(s.variables, v)
	}
}

// warn adds a problem; the words are for both of its texts.
func (s *spot) warn(code string, message, hint phrase.Text, words ...string) {
	s.problems = append(s.problems, configschema.Problem{File: s.Name, Line: s.line, Column: 1,
		Severity: configschema.Warning, Code: code, Message: s.language.Say(message, words...), Hint: s.language.Say(hint, words...)})
}
