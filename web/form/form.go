// Package form is the page with the form: what it shows at first, and what its
// buttons do for browsers without JavaScript.
package form

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/web/failure"
	"redis-wizard/web/page"
	"redis-wizard/web/views"
)

// form is the page as it was posted, on its way to be shown again.
type form struct {
	views.Page
	h   *Handler
	c   echo.Context
	ctx context.Context // how long somebody waits for the answer

	action, argument string     // the button that was pressed
	status           int        // of the page, where it is not 200
	reply            page.Reply // in place of the page
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

	post := r.PostForm
	f := &form{h: h, ctx: r.Context(), Page: views.Page{
		ImportText: brought(post.Get("yaml"), post.Get("original")),
		CA:         lineFeeds(post.Get("ca")),
		Log:        lineFeeds(post.Get("log")),
		Take:       views.Take{Chosen: post.Get("tab")},
		Plan:       views.Plan{From: post.Get("from"), To: post.Get("to")},
		Vantage:    post.Get("vantage"),
		Neighbours: post.Get("neighbours") != "", // like every check box: sent when it is on
		Input: configschema.Input{
			Authelia: release(post.Get("authelia"), post.Get("release")),
			Values:   configschema.Values{},
		},
		Switched: map[string]bool{},
	}}
	for _, section := range post["tls"] { // a check box that is off is not sent
		f.Switched[section] = true
	}
	f.Choose(cmp.Or(configschema.Kind(post.Get("kind")).Known(), configschema.Single))
	f.action = post.Get("action")
	if i := strings.IndexAny(f.action, ".:"); i >= 0 {
		f.action, f.argument = f.action[:i], f.action[i+1:]
	}
	for name, texts := range post {
		_, known := authelia.OptionOf(name)
		_, _, stands := authelia.OfVariable(name)
		if (known || stands) && len(texts) > 0 {
			f.Input.Values[name] = lineFeeds(texts[0])
		}
	}
	if err := f.countRows(); err != nil {
		return nil, err
	}
	if f.action == "import" {
		text, err := uploaded(r, h.Control.MaxBody)
		if err != nil {
			return nil, err
		}
		f.ImportText = cmp.Or(text, f.ImportText)
	}
	return f, h.Control.CheckTexts(f.ImportText, f.Log, f.CA)
}

// brought is the text of the import box as it was brought: original is the same
// in base64 with its own line breaks, where those were no plain line feeds.
func brought(text, original string) string {
	text = lineFeeds(text)
	if exact, err := base64.StdEncoding.DecodeString(original); err == nil && original != "" && lineFeeds(string(exact)) == text {
		return string(exact)
	}
	return text
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

// lineFeeds undoes what browsers do to the line breaks of a form.
func lineFeeds(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// release is the release of Authelia that was chosen, or typed.
func release(chosen, typed string) string {
	if chosen == views.OtherRelease {
		return strings.TrimSpace(typed)
	}
	return chosen
}
