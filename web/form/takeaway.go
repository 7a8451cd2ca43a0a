package form

import (
	"errors"
	"maps"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/upgrade"
	"redis-wizard/web/failure"
	"redis-wizard/web/views"
)

// What the script does by the module, these do for browsers without it.

// bring fills in the form from the text that was brought. One without Redis options,
// or that cannot be read, leaves it as it is; one that cannot be taken at all is refused
// on the page, where it can be put right.
func (f *form) bring() error {
	found, err := api.Import(f.ctx, nil, f.ImportText, f.Input.Authelia, f.Input.Language)
	if errors.Is(err, api.ErrNothing) {
		f.ImportRefusal = phrase.Explain(err, f.Input.Language)
		return nil
	}
	if err != nil {
		return err
	}
	f.Imported = &found
	if found.Explained != nil {
		f.Explained = found.Explained
	}
	if found.Mergeable {
		f.Chosen = views.TabFile
	}
	if len(found.Result.Values) == 0 {
		return nil
	}
	if found.Release != "" {
		f.Input.Authelia = found.Release
	}
	return f.fill(found.Result)
}

// take makes what the chosen tab shows.
func (f *form) take(in configschema.Input) error {
	switch {
	case f.Chosen == views.TabFile && f.ImportText != "":
		merged, err := api.Merge(f.ctx, f.ImportText, in)
		if err == nil {
			f.Merged = &merged
		} else if failure.ForPeople(err) {
			f.TakeRefusal = phrase.Explain(err, in.Language)
		} else {
			return err
		}
	case f.Chosen != views.TabFile && f.Tab() == f.Chosen && f.Chosen != string(render.YAML):
		in, err := api.Exported(f.ctx, f.ImportText, in)
		if err != nil {
			return err
		}
		rendering, err := render.RenderContext(f.ctx, render.Format(f.Chosen), in)
		f.Rendering = &rendering
		return err
	}
	return nil
}

// download answers with one of the files that the chosen tab shows, by its
// number, or with the plain YAML.
func (f *form) download() error {
	if f.argument == "" {
		read, err := api.Judge(f.ctx, f.ImportText, f.Input)
		f.attach(authelia.FragmentFile, read.Result.YAML)
		return err
	}
	if err := f.take(f.Input); err != nil {
		return err
	}
	i, err := strconv.Atoi(f.argument)
	switch {
	case err != nil || i < 0:
	case f.Rendering != nil && i < len(f.Rendering.Files):
		f.attach(f.Rendering.Files[i].Name, f.Rendering.Files[i].Text)
		return nil
	case f.Merged != nil && i < len(f.Merged.Files):
		f.attach(f.Merged.Files[i].Name, f.Merged.Files[i].Text)
		return nil
	}
	return failure.Refuse(http.StatusBadRequest, "There is no such file to download any more. Go back, and choose its tab again.")
}

// attach sends a text to be kept as a file, byte for byte.
func (f *form) attach(name, text string) {
	kind := "application/octet-stream"
	if ext := path.Ext(name); ext == ".yml" || ext == ".yaml" {
		kind = "application/yaml; charset=utf-8"
	}
	f.reply = func() error {
		f.c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
		return f.h.Control.Send(f.c, http.StatusOK, kind, []byte(text))
	}
}

// plan plans the change of version that was chosen.
func (f *form) plan() error {
	f.Fresh = f.untouched() // to plan is no reason to complain
	plan, err := api.Upgrade(f.ctx, f.From, f.To, f.ImportText, f.Input)
	if errors.Is(err, upgrade.ErrTooMany) {
		f.PlanRefusal = phrase.Explain(err, f.Input.Language)
		return nil
	}
	f.Upgraded = &plan
	return err
}

// adopt takes that plan over into the form.
func (f *form) adopt() error {
	plan, err := api.Upgrade(f.ctx, f.From, f.To, f.ImportText, f.Input)
	if err != nil || !plan.Adoptable {
		return err
	}
	plan.Rewritten.Values = plan.Values
	f.Input.Authelia, f.From = f.To, ""
	return f.fill(plan.Rewritten)
}

// fill replaces what the form holds by the values of an evaluation. It has no
// field for an option that is not known.
func (f *form) fill(found configschema.Result) error {
	values := maps.Clone(found.Values)
	maps.DeleteFunc(values, func(key, _ string) bool {
		_, known := authelia.OptionOf(key)
		return !known
	})
	f.Input.Values, f.Input.Kind, f.Switched = values, found.Kind, nil
	f.Switch(authelia.RootFor(found.Kind), found.TLS)
	return f.countRows()
}
