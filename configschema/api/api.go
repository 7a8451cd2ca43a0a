// Package api answers questions with JSON documents: judge a configuration, bring
// a text, render, merge into a file, plan a change of version, explain a log, make
// and open a link. The page asks it in WebAssembly, programs ask it over HTTP, and
// both get the same bytes. Like configschema it does no I/O.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/share"
)

// Question is what is asked. Each kind of question reads the members that it
// needs.
type Question struct {
	Authelia string              `json:"authelia"`
	Kind     authelia.Kind       `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   authelia.Values     `json:"values"`
	// Text is what a person brought, in one text box: see intake.Split.
	Text string `json:"text"`
	// Texts are files by their names; they count instead of Text.
	Texts []configschema.File `json:"texts"`
	// Set is what a fix sets.
	Set authelia.Values `json:"set"`
	// To is a format for render, and a version for upgrade; From is a version.
	To   string `json:"to"`
	From string `json:"from"`
	// Fragment is that of a link.
	Fragment string `json:"fragment"`

	// YAML is a configuration to evaluate, or Texts are its files; as JSON, that
	// question has a type of its own.
	YAML string `json:"-"`
	// Variables are those of Authelia's process, and Filters what it reads its files
	// through.
	Variables []configschema.Variable `json:"-"`
	Filters   []string                `json:"-"`
	Contents  authelia.Values         `json:"-"`
	// Language is what the answer is in; who asks says so beside the question.
	Language phrase.Language `json:"-"`
}

// Evaluation is what the question "evaluate" reads.
type Evaluation struct {
	Authelia string              `json:"authelia"`
	Kind     authelia.Kind       `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   authelia.Values     `json:"values"`
	YAML     string              `json:"yaml"`
	// Environment are variables of Authelia's process, by their names, and Filters what
	// it reads its files through; they go with YAML.
	Environment map[string]string `json:"environment"`
	Filters     []string          `json:"filters"`
	// Contents are what variables stand for that the values, or Environment, have: what is
	// in the file that AUTHELIA_SESSION_REDIS_PASSWORD_FILE names, for instance.
	Contents authelia.Values `json:"contents"`
	// Text is the text of a person in which the values stand: see Judge.
	Text string `json:"text"`
}

// Input is what there is to evaluate.
func (e Evaluation) Input() configschema.Input {
	return configschema.Input{Authelia: e.Authelia, Kind: e.Kind, TLS: e.TLS, Values: e.Values, YAML: e.YAML, Environment: e.variables(), Filters: e.Filters, Contents: e.Contents}
}

func (e Evaluation) variables() (all []configschema.Variable) {
	for _, name := range slices.Sorted(maps.Keys(e.Environment)) {
		all = append(all, configschema.Variable{Name: name, Value: e.Environment[name]})
	}
	return all
}

func (q Question) input() configschema.Input {
	return configschema.Input{Authelia: q.Authelia, Kind: q.Kind, TLS: q.TLS, Values: q.Values, YAML: q.YAML, Environment: q.Variables, Filters: q.Filters, Contents: q.Contents, Language: q.Language}
}

// Evaluate is the name of the question that judges a configuration.
const Evaluate = "evaluate"

// questions are the kinds of question, by name.
var questions = map[string]func(context.Context, Question) (any, error){
	Evaluate: func(ctx context.Context, q Question) (any, error) {
		in := q.input()
		in.Files = q.Texts
		found, err := Judge(ctx, q.Text, in)
		if err != nil {
			return nil, err
		}
		return json.RawMessage(found.Result.JSON()), nil
	},
	"import": func(ctx context.Context, q Question) (any, error) {
		return Import(ctx, q.Texts, q.Text, q.Authelia, q.Language)
	},
	"render": func(ctx context.Context, q Question) (any, error) {
		format, err := render.Parse(q.To)
		if err != nil {
			return nil, err
		}
		in, err := Exported(ctx, q.Text, q.input())
		if err != nil {
			return nil, err
		}
		return render.RenderContext(ctx, format, in)
	},
	"fix":   func(ctx context.Context, q Question) (any, error) { return Fix(ctx, q.Text, q.Set, q.input()) },
	"merge": func(ctx context.Context, q Question) (any, error) { return Merge(ctx, q.Text, q.input()) },
	"upgrade": func(ctx context.Context, q Question) (any, error) {
		return Upgrade(ctx, q.From, q.To, q.Text, q.input())
	},
	"explain": func(ctx context.Context, q Question) (any, error) {
		return Explain(ctx, q.Text, q.input())
	},
	"share": func(_ context.Context, q Question) (any, error) { return share.Encode(q.input()), nil },
	"open":  func(ctx context.Context, q Question) (any, error) { return Open(ctx, q.Fragment) },
}

// Memory gives contexts to questions that follow each other, so that a text is parsed once
// for all of them.
type Memory = yamltree.Memory

// Questions are the names of what can be asked, sorted.
func Questions() []string { return slices.Sorted(maps.Keys(questions)) }

// ErrNoQuestion is for a name that is none of Questions.
var ErrNoQuestion = errors.New("there is no such question")

// Answer answers a question of the given name with a JSON document and a newline,
// for as long as somebody waits for it. The error says why there is no answer;
// configschema.Refusal is then the document.
func Answer(ctx context.Context, name string, q Question) ([]byte, error) {
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
	answer, err := ask(yamltree.Remember(ctx), q)
	if err != nil {
		return nil, err
	}
	if document, written := answer.(json.RawMessage); written {
		return document, nil
	}
	document, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	return append(document, '\n'), nil
}

// ErrBrokeOff is for a fault of the program itself in a question's work.
var ErrBrokeOff error = phrase.New("The work was interrupted; reload the page to try again")

// Ask is a question from its JSON text to the document that answers it, which is a
// refusal where there is no answer. It never fails: a panic would end the module for
// as long as the page is open.
func Ask(name string, text []byte, language phrase.Language) (document []byte) {
	defer func() {
		if recover() != nil {
			document = configschema.Refusal(ErrBrokeOff, language)
		}
	}()
	q, err := Read(name, text)
	if err != nil {
		return configschema.Refusal(err, language)
	}
	q.Language = language
	document, err = Answer(context.Background(), name, q)
	if err != nil {
		return configschema.Refusal(err, language)
	}
	return document
}

// SetUp is what a link says.
type SetUp struct {
	Authelia string              `json:"authelia"`
	Kind     authelia.Kind       `json:"kind"`
	TLS      configschema.Switch `json:"tls"`
	Values   authelia.Values     `json:"values"`
	// Missing are the options that the link could not carry.
	Missing []string `json:"missing"`
}

// Open reads a link's fragment. A link's version that is not known is an error:
// the form could not show it.
func Open(ctx context.Context, fragment string) (SetUp, error) {
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
