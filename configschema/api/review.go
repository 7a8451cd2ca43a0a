package api

import (
	"context"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// Reviewed is what a text holds, read as the release that it was written for.
type Reviewed struct {
	Imported
	// Written is that release, and Detected tells that the text says so, rather than
	// somebody who chose it.
	Written  string
	Detected bool
	// Fixable tells that fixes can be made in the text itself. Those of variables, URLs
	// and command lines are made in the form.
	Fixable bool
}

// maxDetected bounds the texts whose release is looked for: each release reads them.
const maxDetected = 128 << 10

// Review reads a text as the release written, or finds out which one that is: the image
// in it says so, or else it is the one of the form; but the newest that accepts the text
// and uses what is in it, where that one does not.
func Review(ctx context.Context, text, written, form string, language phrase.Language) (Reviewed, error) {
	ctx = yamltree.Remember(ctx)
	asked := written
	if asked == "" {
		asked = form
	}
	read, err := Import(ctx, nil, text, asked, language)
	if err != nil {
		return Reviewed{}, err
	}
	out := Reviewed{Imported: read, Written: read.Result.Authelia, Detected: written == ""}
	if written != "" && read.Release != "" && read.Release != written {
		// The image says otherwise, and somebody has chosen against it.
		if out.Imported, err = importAs(ctx, text, written, language); err != nil {
			return Reviewed{}, err
		}
		out.Written, out.Release = written, ""
	}
	if written == "" && read.Release == "" && len(text) <= maxDetected && !read.Result.OK && len(read.Result.Values) > 0 {
		if err := out.detect(ctx, text, language); err != nil {
			return Reviewed{}, err
		}
	}
	d, err := readDocument(ctx, text, configschema.Input{Authelia: out.Written, Language: language})
	if err != nil {
		return Reviewed{}, err
	}
	out.Fixable = len(d.files) > 0
	return out, nil
}

// importAs reads a text as a release, whatever its image says.
func importAs(ctx context.Context, text, release string, language phrase.Language) (Imported, error) {
	return importFor(ctx, nil, text, release, false, language)
}

// detect looks for a release that accepts the text and uses the Redis in it.
func (r *Reviewed) detect(ctx context.Context, text string, language phrase.Language) error {
	best := ""
	for _, release := range authelia.Readings() {
		d, err := readDocument(ctx, text, configschema.Input{Authelia: release.String(), Language: language})
		if err != nil {
			return err
		}
		if d.found.Result.OK && d.found.Result.Config() != nil {
			best = release.String()
			break
		}
	}
	if best == "" {
		return nil
	}
	read, err := importAs(ctx, text, best, language)
	if err != nil {
		return err
	}
	r.Imported, r.Written = read, best
	return nil
}

// FixIn applies a fix to a text whose values were read from it: see Fix.
func (r *Reviewed) FixIn(ctx context.Context, set authelia.Values, language phrase.Language) (string, error) {
	fixed, err := Fix(ctx, r.Text, set, configschema.Input{Authelia: r.Written, Language: language})
	return fixed.Text, err
}

// TextLines are the lines of the text, without their breaks.
func (r *Reviewed) TextLines() []string {
	lines := strings.Split(strings.TrimSuffix(r.Text, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	return lines
}
