package state

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"strconv"
	"strings"

	"redis-wizard/configschema/api"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/phrase"
)

// Import is what the import area shows, and which text is in use.
type Import struct {
	// ImportText is the text in the import box, with its own line breaks.
	ImportText string
	// Used marks the text that the form was filled in from: see Document. Empty: none.
	Used string
	// Importing tells that the import area is open.
	Importing bool
	// Written is the release that the text was written for, as it was chosen; empty to
	// find it out.
	Written string
	// Review is what there is to say of the text while the area is open; nil without one.
	Review *Review
	// ImportRefusal says why it was not read; empty otherwise.
	ImportRefusal string
	// DocumentForm says what the text in use is, and DocumentNotes what was made of it.
	DocumentForm  intake.Form
	DocumentNotes []string
}

// Document is the text in use: the form's options are judged in it, and written into it. A
// text that is only being reviewed is none, nor is one that was edited since.
func (i Import) Document() string {
	if i.Used != "" && i.Used == mark(i.ImportText) {
		return i.ImportText
	}
	return ""
}

// mark tells texts apart. It is no secret and keeps none: a form carries it beside the text.
func mark(text string) string {
	if text == "" {
		return ""
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(text)) // never fails
	return strconv.FormatUint(sum.Sum64(), 36)
}

// replaceText puts another text in place of the one in the box; one in use stays so.
func (i *Import) replaceText(text string) {
	used := i.Document() != ""
	i.ImportText = text
	if used {
		i.Used = mark(text)
	}
}

// openImport opens the import area.
func (s *State) openImport(_ act) error {
	s.Importing, s.Focus = true, "yaml-in"
	return nil
}

// closeImport closes it. A text that was not used is dropped: to close is to decide.
func (s *State) closeImport(_ act) error {
	s.Importing, s.Focus = false, "import-open"
	if s.Document() == "" {
		s.ImportText, s.Used, s.Written = "", "", ""
	}
	return nil
}

// removeImport goes on without the text in use; the form keeps its values.
func (s *State) removeImport(_ act) error {
	s.ImportText, s.Used, s.Written, s.Importing, s.Focus = "", "", "", false, "import-open"
	s.Said = s.phrase("The file was removed. The form keeps its values.")
	return nil
}

// bring takes in a text as a whole: one without errors fills in the form, any other is
// shown with what is wrong in it, for a decision. A log is explained.
func (s *State) bring(a act) error {
	s.Importing, s.Focus = true, "import-review"
	if s.Document() == "" {
		s.Used = ""
	}
	r, err := s.read(a)
	switch {
	case errors.Is(err, api.ErrNothing):
		s.Focus, s.ImportRefusal = "yaml-in", phrase.Explain(err, s.Input.Language)
		return nil
	case err != nil:
		return err
	case r.Form == intake.Log:
		s.explainText(s.ImportText)
		s.Importing, s.ImportText, s.Used = false, "", ""
		return nil
	case r.Usable() && r.Errors == 0 && (r.Release != "" || r.Written == s.Version()):
		return s.use(a, r)
	}
	s.Said = s.phrase("Found in the text: {errors} errors, {warnings} warnings.", "errors", strconv.Itoa(r.Errors), "warnings", strconv.Itoa(r.Warnings))
	return nil
}

// useImport fills in the form from the text in the box, as it is.
func (s *State) useImport(a act) error {
	r, err := s.read(a)
	if errors.Is(err, api.ErrNothing) || err == nil && !r.Usable() {
		s.Importing, s.Focus = true, "import-review"
		return nil
	}
	if err != nil {
		return err
	}
	return s.use(a, r)
}

func (s *State) use(a act, r *Review) error {
	s.Used, s.Importing = mark(s.ImportText), false
	if r.Mergeable {
		s.Chosen = TabFile
	}
	s.Input.Authelia = r.Written
	s.Place, s.Focus = Configure, Verdict
	s.Said = s.phrase("Imported {form}.", "form", s.phrase(FormWords[r.Form]))
	return s.fill(a, r.Result)
}

// fixText makes one fix in the text of the review. What comes next in it has the focus:
// another fix, or the button to use the text.
func (s *State) fixText(a act) error {
	var fix causes.Fix
	if err := json.Unmarshal([]byte(a.argument), &fix); err != nil {
		return phrase.New("The fix did not arrive whole. Please press its button again.")
	}
	r, err := s.read(a)
	if err != nil {
		return s.unread(err)
	}
	return s.fixed(a, r, fix)
}

// maxFixes bounds how many fixes are made by one button: each reads the text anew.
const maxFixes = 50

// fixAll makes all fixes of errors that take nothing out of the text, each in what the one
// before has made of it.
func (s *State) fixAll(a act) error {
	seen := map[string]bool{}
	count := 0
	for ; count < maxFixes; count++ {
		r, err := s.read(a)
		if err != nil {
			return s.unread(err)
		}
		fix := r.firstSimple()
		if fix == nil || seen[s.ImportText] {
			break
		}
		seen[s.ImportText] = true
		before := s.ImportText
		if err := s.fixed(a, r, *fix); err != nil {
			return err
		}
		if s.ImportText == before {
			break
		}
	}
	s.Focus, s.Said = "use-import", s.phrase("Fixed: {count}", "count", strconv.Itoa(count))
	return nil
}

func (s *State) fixed(a act, r *Review, fix causes.Fix) error {
	s.Importing = true
	s.Written = r.Written // what the text was read as does not change by what is put right in it
	text, err := r.FixIn(a, fixed(fix, r.Result.Values), s.Input.Language)
	if err != nil {
		if forPeople(err) {
			s.ImportRefusal = phrase.Explain(err, s.Input.Language)
			return nil
		}
		return err
	}
	s.replaceText(text)
	s.Focus = r.focusAfter(fix)
	s.Said = fix.Label
	return nil
}

// unread says why the text is not read, where a person can do something about it.
func (s *State) unread(err error) error {
	if errors.Is(err, api.ErrNothing) {
		s.Importing, s.ImportRefusal = true, phrase.Explain(err, s.Input.Language)
		return nil
	}
	return err
}

// read reviews the text in the box.
func (s *State) read(ctx context.Context) (*Review, error) {
	read, err := api.Review(ctx, s.ImportText, s.Written, s.Version(), s.Input.Language)
	if err != nil {
		return nil, err
	}
	return newReview(read), nil
}

// review makes what the open import area shows.
func (s *State) review(ctx context.Context) error {
	s.Review = nil
	if !s.Importing || strings.TrimSpace(s.ImportText) == "" {
		return nil
	}
	r, err := s.read(ctx)
	if err != nil && forPeople(err) {
		s.ImportRefusal = phrase.Explain(err, s.Input.Language)
		return nil
	}
	if err == nil {
		r.lay()
	}
	s.Review = r
	return err
}

func (s *State) phrase(text phrase.Text, words ...string) string {
	return s.Input.Language.Say(text, words...)
}

// FormWords are what the forms of texts are called.
var FormWords = map[intake.Form]phrase.Text{
	intake.Unknown:       "nothing that is known here",
	intake.Configuration: "configuration.yml",
	intake.Environment:   "environment variables",
	intake.URL:           "Redis URL",
	intake.CommandLine:   "redis-cli command",
	intake.Compose:       "compose file",
	intake.Helm:          "Helm values",
	intake.Manifest:      "Kubernetes manifest",
	intake.Server:        "Redis's own configuration",
	intake.Log:           "log",
}

// explainPasted moves what was typed into a field to the log to explain: it is a line of one.
func (s *State) explainPasted(a act) error {
	line, ok := s.Input.Values[a.argument]
	if !ok || line == "" {
		return nil
	}
	delete(s.Input.Values, a.argument)
	s.explainText(line)
	return a.countRows(s)
}

func (s *State) explainText(text string) {
	s.Log, s.Place, s.Focus = text, PlaceExplain, "explained"
}
