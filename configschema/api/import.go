package api

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/phrase"
)

// Imported is what a person's text holds.
type Imported struct {
	Form intake.Form `json:"form"`
	// Text is all of it as one text, byte for byte: see intake.Join.
	Text string `json:"text"`
	// Release is that of Authelia, where an image in the texts says it. They are judged for
	// it then, whichever one was asked for.
	Release string `json:"release,omitempty"`
	// Sources say for each value in which text it stands, and on which line of that.
	Sources map[string]configschema.Source `json:"sources"`
	// Evaluation is configschema's document; its values fill in the form.
	Evaluation json.RawMessage `json:"evaluation"`
	// Lines say, for each problem of the evaluation, on which line of Text it is;
	// 0 where it has no place.
	Lines []int `json:"lines"`
	// Mergeable tells that there is a configuration.yml, or values of the chart, to merge
	// changes into.
	Mergeable bool     `json:"mergeable"`
	Notes     []string `json:"notes"`
	LookedFor []string `json:"looked_for"`
	// Explained is what the lines of the logs among the texts mean, in the light of the
	// configuration beside them; absent without a log.
	Explained *logs.Log `json:"explained,omitempty"`

	// Result is Evaluation, for programs in Go.
	Result configschema.Result `json:"-"`
}

// ErrNothing is for an empty text.
var ErrNothing error = phrase.New("Choose a file or paste some text first.")

// Import reads files, or one text that stands for them, and tells of them in a
// language, for as long as somebody waits for it.
func Import(ctx context.Context, files []configschema.File, text, authelia string, language phrase.Language) (Imported, error) {
	return importFor(ctx, files, text, authelia, true, language)
}

// importFor is Import; byImage tells whether the release of an image counts more than the
// one that was asked for.
func importFor(ctx context.Context, files []configschema.File, text, authelia string, byImage bool, language phrase.Language) (Imported, error) {
	if err := bounds.New(ctx).Files(len(files)); err != nil {
		return Imported{}, err
	}
	if len(files) == 0 {
		files = intake.Split(text)
	} else {
		text = joined(files)
	}
	if strings.TrimSpace(text) == "" {
		return Imported{}, ErrNothing
	}
	if len(text) > configschema.MaxInput {
		return Imported{}, configschema.ErrTooLarge
	}
	found, err := intake.Read(ctx, files, authelia, language)
	if err != nil {
		return Imported{}, err
	}
	if byImage && found.Release != "" && found.Release != strings.TrimPrefix(authelia, "v") {
		if found, err = intake.Read(ctx, files, found.Release, language); err != nil {
			return Imported{}, err
		}
	}
	out := Imported{
		Form: found.Form, Text: text, Release: found.Release, Sources: map[string]configschema.Source{}, Evaluation: found.Result.JSON(), Lines: []int{}, Mergeable: len(found.Files) > 0 || found.HasChart(),
		Notes: append([]string{}, found.Notes...), LookedFor: append([]string{}, found.LookedFor...), Result: found.Result,
	}
	maps.Copy(out.Sources, found.Result.Sources)
	if found.Log != "" {
		explained, err := logs.Explain(ctx, found.Log, SetupOf(found.Result, authelia), language)
		if err != nil {
			return Imported{}, err
		}
		out.Explained = &explained
	}
	starts := firstLines(files)
	for _, p := range found.Result.Problems {
		line := p.Line
		if line > 0 {
			line += starts[p.File]
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// joined is the one text for files: a single one stays as it is.
func joined(files []configschema.File) string {
	if len(files) == 1 {
		return files[0].Text
	}
	return intake.Join(files)
}

// firstLines says how many lines of the joined text stand before each file.
func firstLines(files []configschema.File) map[string]int {
	starts := map[string]int{}
	if len(files) == 1 {
		return starts
	}
	above := 0
	for _, file := range files {
		if _, twice := starts[file.Name]; !twice {
			starts[file.Name] = above + 1 // behind the line that names the file
		}
		above += intake.Lines(file)
	}
	return starts
}
