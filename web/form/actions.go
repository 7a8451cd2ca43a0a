package form

import (
	"errors"
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/failure"
	"redis-wizard/web/language"
	"redis-wizard/web/page"
	"redis-wizard/web/probe"
	"redis-wizard/web/report"
	"redis-wizard/web/state"
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
	if state.IsDownload(f.action) && f.VersionRefusal == "" {
		return f.download()
	}
	return f.show()
}

// test runs the connection test, or says why it does not run.
func (f *form) test() error {
	asked := probe.Request{Input: f.Input, Text: f.ImportText, Trust: probe.Trust{CA: f.CA, Neighbours: f.Neighbours}, Vantage: f.Vantage}
	tested, err := f.h.Probes.Run(f.c, asked, nil)
	if err == nil {
		view, err := report.View(tested, language.Locale(f.c))
		if err == nil {
			f.Report = reportview.Frame(*view)
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
	f.Refusal = phrase.Explain(err, language.Of(f.c))
	return nil
}

// download answers with the file that the button asks for, byte for byte.
func (f *form) download() (page.Reply, error) {
	if err := f.Judge(f.ctx); err != nil {
		return nil, err
	}
	file, found := f.Download(f.action)
	if !found {
		return nil, failure.Refuse(http.StatusBadRequest, "There is no such file to download any more. Go back, and choose its format again.")
	}
	return func() error {
		f.c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
		return f.h.Control.Send(f.c, http.StatusOK, file.Type, file.Content)
	}, nil
}
