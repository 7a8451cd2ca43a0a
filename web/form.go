package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
)

const (
	// formLimit is the largest form: a pasted configuration.yml, a chosen file,
	// and the fields.
	formLimit = 3 << 20
	// maxRows is the largest number of sentinels that the page shows.
	maxRows = 64

	nodesKey = "session.redis.high_availability.nodes"
)

// form is what the page posts.
type form struct {
	input  configschema.Input
	rows   int
	action string
	yaml   string // the text in the import box, or the chosen file
	ca     string
	// neighbours is the check box for trying near variants.
	neighbours bool
}

// readForm reads a post of the page, whichever way it is encoded. Everything
// stays in memory: a form holds secrets, and those are never written to disk.
func readForm(r *http.Request) (form, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == echo.MIMEMultipartForm:
		err = r.ParseMultipartForm(formLimit)
	case err == nil && media == echo.MIMEApplicationForm:
		err = r.ParseForm()
	default:
		return form{}, echo.NewHTTPError(http.StatusUnsupportedMediaType, "This address takes the wizard's form. Programs use /api/v1/evaluate and /api/v1/probe.")
	}
	if tooLarge(err) {
		return form{}, err
	}
	if err != nil {
		return form{}, echo.NewHTTPError(http.StatusBadRequest, "The form did not arrive whole. Please send it again.")
	}

	post := r.PostForm
	f := form{
		action:     post.Get("action"),
		yaml:       lineFeeds(post.Get("yaml")),
		ca:         lineFeeds(post.Get("ca")),
		neighbours: post.Get("neighbours") != "", // like every check box: sent when it is on
		input: configschema.Input{
			Authelia: post.Get("authelia"),
			Kind:     kindOf(post.Get("kind")),
			TLS:      configschema.Off, // a check box that is off is not sent
			Values:   configschema.Values{},
		},
	}
	if post.Get("tls") == string(configschema.On) {
		f.input.TLS = configschema.On
	}
	for name, texts := range post {
		if _, known := configschema.FieldOf(name); known && len(texts) > 0 {
			f.input.Values[name] = lineFeeds(texts[0])
		}
	}
	if f.rows, err = rowsOf(f.input.Values); err != nil {
		return f, err
	}
	if file, err := uploaded(r); err != nil {
		return f, err
	} else if f.action == "import" && file != "" {
		f.yaml = file
	}
	return f, nil
}

// uploaded is the text of the file that was chosen, or empty.
func uploaded(r *http.Request) (string, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return "", nil
	}
	file, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return "", fmt.Errorf("open the chosen file: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(file, apiBodyLimit+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("read the chosen file: %w", err)
	}
	if len(text) > apiBodyLimit {
		return "", &http.MaxBytesError{Limit: apiBodyLimit}
	}
	return strings.ToValidUTF8(string(text), "\uFFFD"), nil
}

// lineFeeds undoes what browsers do to the line breaks of a form.
func lineFeeds(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

func kindOf(text string) configschema.Kind {
	switch kind := configschema.Kind(text); kind {
	case configschema.Socket, configschema.Sentinel:
		return kind
	}
	return configschema.Single
}

// rowsOf counts the sentinel rows, the empty ones included.
func rowsOf(values configschema.Values) (int, error) {
	rows := 0
	for key := range values {
		if i, ok := rowOf(key); ok {
			rows = max(rows, i+1)
		}
	}
	if rows > maxRows {
		return maxRows, echo.NewHTTPError(http.StatusBadRequest,
			fmt.Sprintf("The form holds at most %d sentinels, and this has %d rows. A set of Sentinel has three to seven.", maxRows, rows))
	}
	return max(rows, 1), nil
}

// rowOf is the number of the row that a node's key belongs to.
func rowOf(key string) (int, bool) {
	rest, ok := strings.CutPrefix(key, nodesKey+".")
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, ".")
	i, err := strconv.Atoi(digits)
	return i, err == nil && i >= 0
}
