// Package workshop is the work around an evaluation, as questions and answers in
// JSON: bring a text, render, merge into a file, plan a change of version,
// explain a log, make and open a link. The page asks it in WebAssembly, which is
// loaded when it is first needed, and programs ask it over HTTP; both get the
// same bytes. Like configschema it does no I/O.
package workshop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/share"
)

// Question is what is asked. Each kind of question reads the members that it
// needs.
type Question struct {
	Authelia string              `json:"authelia"`
	Kind     configschema.Kind   `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   configschema.Values `json:"values"`
	// Text is what a person brought, in one text box: see intake.Split.
	Text string `json:"text"`
	// Texts are files by their names; they count instead of Text.
	Texts []configschema.File `json:"texts"`
	// To is a format for render, and a version for upgrade; From is a version.
	To   string `json:"to"`
	From string `json:"from"`
	// Fragment is that of a link.
	Fragment string `json:"fragment"`
	// Language is what the answer is in; who asks says so beside the question.
	Language phrase.Language `json:"-"`
}

func (q Question) input() configschema.Input {
	return configschema.Input{Authelia: q.Authelia, Kind: q.Kind, TLS: q.TLS, Values: q.Values, Language: q.Language}
}

// questions are the kinds of question, by name.
var questions = map[string]func(context.Context, Question) (any, error){
	"import": func(ctx context.Context, q Question) (any, error) {
		return ImportContext(ctx, q.Texts, q.Text, q.Authelia, q.Language)
	},
	"render": func(ctx context.Context, q Question) (any, error) { return RenderContext(ctx, q.To, q.input()) },
	"merge":  func(ctx context.Context, q Question) (any, error) { return MergeContext(ctx, q.Text, q.input()) },
	"upgrade": func(ctx context.Context, q Question) (any, error) {
		return UpgradeContext(ctx, q.From, q.To, q.Text, q.input())
	},
	"explain": func(ctx context.Context, q Question) (any, error) { return ExplainContext(ctx, q.Text, q.Language) },
	"share":   func(_ context.Context, q Question) (any, error) { return share.Encode(q.input()), nil },
	"open":    func(ctx context.Context, q Question) (any, error) { return open(ctx, q.Fragment) },
}

// Questions are the names of what can be asked, sorted.
func Questions() []string {
	names := make([]string, 0, len(questions))
	for name := range questions {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// ErrNoQuestion is for a name that is none of Questions.
var ErrNoQuestion = errors.New("there is no such question")

// Answer answers a question of the given name with a JSON document and a
// newline. The error says why there is no answer; Refusal is then the document.
func Answer(name string, q Question) ([]byte, error) {
	return AnswerContext(context.Background(), name, q)
}

// AnswerContext is Answer for as long as somebody waits for it.
func AnswerContext(ctx context.Context, name string, q Question) ([]byte, error) {
	ask, known := questions[name]
	if !known {
		return nil, ErrNoQuestion
	}
	if size := len(q.Text) + len(q.Fragment); size > configschema.MaxInput {
		return nil, configschema.ErrTooLarge
	}
	if err := bounds.New(ctx).Options(len(q.Values)); err != nil {
		return nil, err
	}
	answer, err := ask(ctx, q)
	if err != nil {
		return nil, err
	}
	document, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return append(document, '\n'), nil
}

// ErrBrokeOff is for a fault of the program itself in a question's work.
var ErrBrokeOff error = phrase.New("the work broke off; reload the page to start afresh")

// Render writes the form's options in a format, by any of the names that
// render.Parse knows.
func Render(to string, in configschema.Input) (render.Rendering, error) {
	return RenderContext(context.Background(), to, in)
}

// RenderContext is Render for as long as somebody waits for it.
func RenderContext(ctx context.Context, to string, in configschema.Input) (render.Rendering, error) {
	format, err := render.Parse(to)
	if err != nil {
		return render.Rendering{}, err
	}
	return render.RenderContext(ctx, format, in)
}

// Explained is what a log means.
type Explained = logs.Log

// Explain explains the lines of a log in a language.
func Explain(text string, language phrase.Language) (Explained, error) {
	return ExplainContext(context.Background(), text, language)
}

// ExplainContext is Explain for as long as somebody waits for it.
func ExplainContext(ctx context.Context, text string, language phrase.Language) (Explained, error) {
	return logs.ExplainContext(ctx, text, language)
}

// SetUp is what a link says.
type SetUp struct {
	Authelia string              `json:"authelia"`
	Kind     configschema.Kind   `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   configschema.Values `json:"values"`
	// Missing are the options that the link could not carry.
	Missing []string `json:"missing"`
}

// Open reads a link's fragment. A link's version that is not known is an error:
// the form could not show it.
func Open(fragment string) (SetUp, error) { return open(context.Background(), fragment) }

func open(ctx context.Context, fragment string) (SetUp, error) {
	got, err := share.Decode(fragment)
	if err != nil {
		return SetUp{}, err
	}
	result, err := configschema.EvaluateContext(ctx, got.Input)
	if err != nil {
		return SetUp{}, err
	}
	if got.Missing == nil {
		got.Missing = []string{}
	}
	return SetUp{result.Authelia, result.Kind, got.Input.TLS, got.Input.Values, got.Missing}, nil
}
