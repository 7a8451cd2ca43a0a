package web

import (
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/upgrade"
	"redis-wizard/configschema/workshop"
	"redis-wizard/web/views"
)

// What the script does by the module, these do for browsers without it.

// showImport fills in the form from the text that was brought. A text that
// cannot be taken at all is refused on the page, where it can be put right.
func (f *form) showImport(extra *views.Page) error {
	found, err := f.bring()
	switch {
	case errors.Is(err, workshop.ErrNothing):
		extra.ImportRefusal = phrase.Explain(err, f.input.Language)
	case err != nil:
		return err
	default:
		extra.Imported = &found
		if found.Mergeable {
			f.tab = views.TabFile
		}
	}
	return nil
}

// take makes what the chosen tab shows.
func (f *form) take(to *views.Take) error {
	to.Chosen = f.tab
	switch {
	case f.tab == views.TabFile:
		if f.yaml == "" {
			return nil
		}
		merged, err := workshop.MergeContext(f.ctx, f.yaml, f.input)
		if err != nil {
			to.TakeRefusal = phrase.Explain(err, f.input.Language)
			return nil
		}
		to.Merged = &merged
	case to.Tab() == f.tab && f.tab != string(render.YAML):
		rendering, err := render.RenderContext(f.ctx, render.Format(f.tab), f.input)
		if err != nil {
			return err
		}
		to.Rendering = &rendering
	}
	return nil
}

// download answers with one of the files that the chosen tab shows, by its
// number, or with the plain YAML.
func (s *Server) download(c echo.Context, f form, number string) (reply, error) {
	if number == "" {
		result, err := configschema.EvaluateContext(f.ctx, f.input)
		if err != nil {
			return nil, err
		}
		return s.attach(c, "configuration.yml", result.YAML), nil
	}
	var shown views.Take
	if err := f.take(&shown); err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(number)
	switch {
	case err != nil || i < 0:
	case shown.Rendering != nil && i < len(shown.Rendering.Files):
		return s.attach(c, shown.Rendering.Files[i].Name, shown.Rendering.Files[i].Text), nil
	case shown.Merged != nil && i < len(shown.Merged.Files):
		return s.attach(c, shown.Merged.Files[i].Name, shown.Merged.Files[i].Text), nil
	}
	return nil, refuse(http.StatusBadRequest, "There is no such file to download any more. Go back, and choose its tab again.")
}

// attach sends a text to be kept as a file, byte for byte.
func (s *Server) attach(c echo.Context, name, text string) reply {
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
	kind := "application/octet-stream"
	if ext := path.Ext(name); ext == ".yml" || ext == ".yaml" {
		kind = "application/yaml; charset=utf-8"
	}
	return func() error { return s.send(c, http.StatusOK, kind, []byte(text)) }
}

// showPlan plans the change of version that was chosen.
func (f *form) showPlan(extra *views.Page) error {
	plan, err := workshop.UpgradeContext(f.ctx, f.from, f.to, f.yaml, f.input)
	switch {
	case errors.Is(err, upgrade.ErrTooMany):
		extra.PlanRefusal = phrase.Explain(err, f.input.Language)
	case err != nil:
		return err
	default:
		extra.Upgraded = &plan
	}
	return nil
}

// adopt takes that plan over into the form.
func (f *form) adopt() error {
	plan, err := workshop.UpgradeContext(f.ctx, f.from, f.to, f.yaml, f.input)
	if err != nil || !plan.OK {
		return err
	}
	plan.Rewritten.Values = plan.Values
	f.input.Authelia, f.from = f.to, ""
	return f.fill(plan.Rewritten)
}
