// Package form is the page with the form: what it shows at first, and what its
// buttons do for browsers without JavaScript.
package form

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/web/answer"
	"redis-wizard/web/base"
	"redis-wizard/web/failure"
	"redis-wizard/web/state"
)

// form is the page as it was posted, on its way to be shown again.
type form struct {
	state.State
	// Report is what came of a test.
	Report templ.Component

	h   *Handler
	c   echo.Context
	ctx context.Context // how long somebody waits for the answer

	question answer.Question
	action   state.Action // of the button that was pressed
	status   int          // of the page, where it is not 200
}

// read reads a post of the page, whichever way it is encoded. Everything
// stays in memory: a form holds secrets, and those are never written to disk.
func (h *Handler) read(r *http.Request) (*form, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == echo.MIMEMultipartForm:
		err = r.ParseMultipartForm(h.Control.FormLimit())
	case err == nil && media == echo.MIMEApplicationForm:
		err = r.ParseForm()
	default:
		return nil, failure.Refuse(http.StatusUnsupportedMediaType, "This address takes the wizard's form. Programs use /api/v1/evaluate and /api/v1/probe.")
	}
	if failure.BrokeOff(err) {
		return nil, err
	}
	if err := h.Control.CheckFields(r, err); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, failure.Refuse(http.StatusBadRequest, "The form did not arrive whole. Please send it again.")
	}

	f := &form{h: h, ctx: r.Context(), action: state.ParseAction(r.PostForm.Get("action")), question: answer.Question{Fields: r.PostForm, Place: placeOf(r)}}
	if pressed := r.PostForm["action"]; len(pressed) > 0 {
		f.question.Action = &pressed[0]
	}
	if f.State, err = f.question.Bind(h.Settings, nil); err != nil {
		return nil, err
	}
	if f.action.Name == "import" {
		text, err := uploaded(r, h.Control.MaxBody)
		if err != nil {
			return nil, err
		}
		f.ImportText = cmp.Or(text, f.ImportText)
	}
	return f, h.Control.CheckTexts(f.ImportText, f.Log, f.CA)
}

// placeOf is the place of the wizard that a request is for.
func placeOf(r *http.Request) string {
	return strings.Trim(base.Trim(r.Context(), r.URL.Path), "/")
}

// uploaded is the text of the files that were chosen, or empty; of several, as
// intake joins them.
func uploaded(r *http.Request, limit int64) (string, error) {
	if r.MultipartForm == nil {
		return "", nil
	}
	var files []configschema.File
	var size int64
	for _, header := range r.MultipartForm.File["file"] {
		text, err := readUpload(header, limit)
		if err != nil {
			return "", err
		}
		if size += int64(len(text)); size > limit {
			return "", &http.MaxBytesError{Limit: limit}
		}
		if text != "" {
			files = append(files, configschema.File{Name: header.Filename, Text: text})
		}
	}
	switch len(files) {
	case 0:
		return "", nil
	case 1:
		return files[0].Text, nil
	}
	return intake.Join(files), nil
}

func readUpload(header *multipart.FileHeader, limit int64) (string, error) {
	file, err := header.Open()
	if err != nil {
		return "", fmt.Errorf("open a chosen file: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("read a chosen file: %w", err)
	}
	return strings.ToValidUTF8(string(text), "\uFFFD"), nil
}
