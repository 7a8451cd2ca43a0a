package merge

import (
	"context"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/internal/sources"
	"redis-wizard/configschema/internal/templates"
	"redis-wizard/configschema/phrase"
)

// A Error says why a file cannot take the options, and what to do about
// it. Its text is meant for the person who brought the file.
type Error struct {
	// File is the name of the file, empty when there is only one.
	File string
	// Line is where the trouble is, from 1; 0 when it is the file as a whole.
	Line int
	// reason says what is wrong, hint what to do next.
	reason, hint phrase.Said
}

func (e *Error) Error() string { return e.In(nil) }

// In is the error in a language.
func (e *Error) In(l phrase.Language) string {
	text := strings.TrimSuffix(e.reason.In(l), ".") + "."
	if hint := e.hint.In(l); hint != "" {
		text += " " + hint
	}
	line := strconv.Itoa(e.Line)
	switch {
	case e.File != "" && e.Line > 0:
		return l.Say("{file}, line {line}: {text}", "file", e.File, "line", line, "text", text)
	case e.Line > 0:
		return l.Say("line {line}: {text}", "line", line, "text", text)
	case e.File != "":
		return e.File + ": " + text
	}
	return text
}

// Files puts the options of in (its Values, Kind and TLS, for its Authelia) into
// configuration files that Authelia reads one after another, for as long as somebody
// waits for it, and leaves every byte outside session.redis as it is.
// Inside, it rewrites no more than what means something else than before:
// options that stay keep their place, quotes and comments, options that
// Authelia would use anyway are not written, and values that are the same
// already give the identical file. Keys that are no option stay, unless in.Values
// has an empty text for them. Options without a value go where Authelia
// refuses them: their empty field says so. A file may be a fragment, as for Evaluate, or empty. in.YAML, in.Files and in.Environment do
// not count.
//
// A changed option is changed in the last file that sets it, a removed
// one goes from every file, and a new one comes into the last file that has
// session.redis (or else the last with session, or the last of all). Files that
// need no change come back as they are; the given slice is not changed.
//
// The error is a *Error for a file that cannot be edited without changing
// something else, an *UnknownVersionError, or ErrTooLarge.
func Files(ctx context.Context, files []configschema.File, in configschema.Input) ([]configschema.File, error) {
	version, err := authelia.ParseVersion(in.Authelia)
	if err != nil {
		return nil, err
	}
	want, err := newWanted(ctx, in, version)
	if err != nil {
		return nil, err
	}
	request := bounds.New(ctx)
	if len(files) == 0 {
		return nil, &Error{reason: phrase.Of("There is no file to put the options into"), hint: phrase.Of("Import a configuration.yml, or use the YAML as it is shown.")}
	}
	parts := make([]*sourceFile, len(files))
	if err := request.Files(len(files)); err != nil {
		return nil, err
	}
	filled := make([]*templates.Text, len(files))
	for i, f := range files {
		if filled[i] = sources.Filled(nil, f.Text, in.Filters, version); filled[i] != nil {
			f.Text = filled[i].Masked // and restored at the end
		}
		if parts[i], err = readForMerge(request, f, in.Authelia, version); err != nil {
			return nil, err
		}
		want.keep(in.Counted(in.Values), parts[i].values, filled[i])
	}
	targets := want.share(parts)
	out := append([]configschema.File(nil), files...)
	for i, part := range parts {
		if out[i].Text, err = part.apply(targets[i]); err != nil {
			return nil, err
		}
		out[i].Text = filled[i].Restore(out[i].Text)
	}
	return out, nil
}
