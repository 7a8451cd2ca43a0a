package form

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
	"redis-wizard/web/report"
	"redis-wizard/web/vantage"
)

// actions are what the buttons do, by their names; what follows the first point or
// colon is their argument. The script does most of it without a request; these are for
// browsers without it. A name that is not here leaves the form as it is.
var actions = map[string]func(*form) error{
	"":           func(f *form) error { f.Submitted = true; return nil },
	"check":      func(f *form) error { f.Submitted = true; return nil },
	"fix":        (*form).fix,
	"preset":     (*form).preset,
	"add-row":    (*form).addRow,
	"remove-row": (*form).removeRow,
	"up-row":     func(f *form) error { f.moveRow(-1); return nil },
	"down-row":   func(f *form) error { f.moveRow(1); return nil },
	"clear":      (*form).clear,
	"language":   (*form).chooseLanguage,
	"import":     (*form).bring,
	"tab":        func(f *form) error { f.Chosen = f.argument; return nil },
	"plan":       (*form).plan,
	"adopt":      (*form).adopt,
	"explain":    (*form).explain,
	"download":   (*form).download,
	"get":        (*form).download,
}

// act does what the button says.
func (f *form) act() (page.Reply, error) {
	if f.refuseVersion() && !slices.Contains(withoutVersion, f.action) {
		return f.show()
	}
	if do := actions[f.action]; do != nil {
		if err := do(f); err != nil || f.reply != nil {
			return f.reply, err
		}
	}
	return f.show()
}

// withoutVersion are the actions that are carried out for no version in particular.
var withoutVersion = []string{"clear", "language"}

// refuseVersion tells whether no release of Authelia is meant by what was typed as one.
func (f *form) refuseVersion() bool {
	_, err := authelia.ParseVersion(f.Input.Authelia)
	if err != nil {
		f.VersionRefusal, f.status = phrase.Explain(err, f.Input.Language), http.StatusBadRequest
	}
	return err != nil
}

// clear takes the page back to how it is at first.
func (f *form) clear() (err error) {
	f.status = http.StatusOK
	f.Page, err = f.h.blank()
	f.Input.Language = language.Of(f.c)
	return err
}

func (f *form) chooseLanguage() error {
	language.Choose(f.c, f.argument)
	f.Input.Language = language.Of(f.c)
	f.refuseVersion()
	f.Fresh = f.untouched()
	return nil
}

func (f *form) explain() error {
	explained, err := api.Explain(f.ctx, f.Log, f.Input)
	f.Explained = &explained
	return err
}

// test runs the connection test, or says why it does not run.
func (f *form) test() error {
	asked := probe.Request{Input: f.Input, Text: f.ImportText, Trust: probe.Trust{CA: f.CA, Neighbours: f.Neighbours}, Vantage: f.Vantage}
	tested, err := f.h.Probes.Run(f.c, asked, nil)
	if err == nil {
		f.Report, err = report.View(tested, language.Locale(f.c))
		return err
	}
	refusal, refused := failure.As(err)
	if far := (*vantage.Failure)(nil); !refused && !errors.As(err, &far) {
		return err
	}
	if refused && refusal.Wait > 0 {
		f.status = refusal.Status
		failure.SetRetryAfter(f.c.Response().Header(), err)
	}
	f.Refusal = phrase.Explain(err, language.Of(f.c))
	return nil
}

// untouched tells whether there is nothing in the form yet.
func (f *form) untouched() bool {
	for _, value := range f.Input.Values {
		if value != "" {
			return false
		}
	}
	return f.Input.Kind == configschema.Single && f.Input.TLS == configschema.Off
}

// preset sets what a preset says, and leaves the rest as it is.
func (f *form) preset() error {
	for _, root := range authelia.Known {
		for _, preset := range root.Presets {
			if preset.Name == f.argument {
				f.Input.Kind = preset.Kind
				f.Switch(root, preset.TLS)
				maps.Copy(f.Input.Values, preset.Values)
			}
		}
	}
	return f.countRows()
}
