package form

import (
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
	"redis-wizard/web/report"
	"redis-wizard/web/vantage"
	"redis-wizard/web/views/reportview"
)

// act does what the button says. What it makes of the form is told by its state; here is
// what becomes of the request.
func (f *form) act() (page.Reply, error) {
	if f.action.Name == "language" {
		language.Choose(f.c, f.action.Argument)
		f.Input.Language = language.Of(f.c)
	}
	var err error
	if f.State, err = f.question.Reduce(f.ctx, f.h.Settings, f.State); err != nil {
		return nil, err
	}
	if (f.action.Name == "download" || f.action.Name == "get") && f.VersionRefusal == "" {
		return f.download()
	}
	if f.isToTest() {
		return nil, nil
	}
	return f.show()
}

// isToTest tells whether the reducer found something to test. Where a script makes the
// tests, one may be running already.
func (f *form) isToTest() bool {
	return f.Testing != "" && (f.action.Name == "test" || f.action.Name == "put")
}

// test runs the connection test, or says why it does not run.
func (f *form) test() error {
	asked := probe.Request{Input: f.Input, Text: f.ImportText, Trust: probe.Trust{CA: f.CA, Neighbours: f.Neighbours}, Vantage: f.Vantage}
	tested, err := f.h.Probes.Run(f.c, asked, nil)
	if err == nil {
		view, err := report.View(tested, language.Locale(f.c))
		if err == nil {
			f.Report = reportview.View(*view)
			f.EndTest("")
		}
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
	f.Testing, f.Refused = "", phrase.Explain(err, language.Of(f.c))
	return nil
}

// download answers with one of the files that the chosen tab shows, by its
// number, or with the plain YAML.
func (f *form) download() (page.Reply, error) {
	if err := f.Judge(f.ctx); err != nil {
		return nil, err
	}
	if f.action.Argument == "" {
		return f.attach(f.Fragment()), nil
	}
	files := f.Files()
	i, err := strconv.Atoi(f.action.Argument)
	if err != nil || i < 0 || i >= len(files) {
		return nil, failure.Refuse(http.StatusBadRequest, "There is no such file to download any more. Go back, and choose its tab again.")
	}
	return f.attach(files[i]), nil
}

// attach sends a text to be kept as a file, byte for byte.
func (f *form) attach(file configschema.File) page.Reply {
	kind := "application/octet-stream"
	if ext := path.Ext(file.Name); ext == ".yml" || ext == ".yaml" {
		kind = "application/yaml; charset=utf-8"
	}
	return func() error {
		f.c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(file.Name)}))
		return f.h.Control.Send(f.c, http.StatusOK, kind, []byte(file.Text))
	}
}
