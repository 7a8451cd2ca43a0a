package web

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
)

const nodesKey = "session.redis.high_availability.nodes"

// form is what the page posts.
type form struct {
	ctx   context.Context // of the request: how long somebody waits for the answer
	input configschema.Input
	rows  int
	// maxRows is the largest number of sentinels that the page shows.
	maxRows int
	action  string
	yaml    string // the text in the import box, or that of the chosen files
	ca      string
	log     string // lines of a log to explain
	// tab is the shape that is shown, and from and to are versions to plan a
	// change between.
	tab, from, to string
	// neighbours is the check box for trying near variants.
	neighbours bool
	// vantage is the place to make the test from, empty for this server.
	vantage string
}

// readForm reads a post of the page, whichever way it is encoded. Everything
// stays in memory: a form holds secrets, and those are never written to disk.
func readForm(r *http.Request, options Options) (form, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && media == echo.MIMEMultipartForm:
		err = r.ParseMultipartForm(options.formLimit())
	case err == nil && media == echo.MIMEApplicationForm:
		err = r.ParseForm()
	default:
		return form{}, refuse(http.StatusUnsupportedMediaType, "This address takes the wizard's form. Programs use /api/v1/evaluate and /api/v1/probe.")
	}
	if tooLarge(err) || isBusy(err) {
		return form{}, err
	}
	if err := options.checkFields(r, err); err != nil {
		return form{}, err
	}
	if err != nil {
		return form{}, refuse(http.StatusBadRequest, "The form did not arrive whole. Please send it again.")
	}

	post := r.PostForm
	f := form{
		ctx:        r.Context(),
		maxRows:    options.MaxNodes,
		action:     post.Get("action"),
		yaml:       brought(post.Get("yaml"), post.Get("original")),
		ca:         lineFeeds(post.Get("ca")),
		log:        lineFeeds(post.Get("log")),
		tab:        post.Get("tab"),
		from:       post.Get("from"),
		to:         post.Get("to"),
		vantage:    post.Get("vantage"),
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
	if f.rows, err = rowsOf(f.input.Values, f.maxRows); err != nil {
		return f, err
	}
	if f.action == "import" {
		text, err := uploaded(r, options.MaxBody)
		if err != nil {
			return f, err
		}
		if text != "" {
			f.yaml = text
		}
	}
	return f, options.checkTexts(f.yaml, f.log, f.ca)
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

func kindOf(text string) configschema.Kind {
	switch kind := configschema.Kind(text); kind {
	case configschema.Socket, configschema.Sentinel:
		return kind
	}
	return configschema.Single
}

// rowsOf counts the sentinel rows, the empty ones included.
func rowsOf(values configschema.Values, maxRows int) (int, error) {
	rows, numbers := 0, map[int]bool{}
	for key := range values {
		if i, ok := rowOf(key); ok {
			rows, numbers[i] = max(rows, i+1), true
		}
	}
	switch {
	case rows > maxRows && len(numbers) < rows:
		return maxRows, refuse(http.StatusBadRequest,
			"This wizard takes at most {limit} sentinels, and here is one with the number {number}, counted from 0. Number them without gaps; whoever runs the wizard can allow more (serve --max-nodes).",
			"limit", strconv.Itoa(maxRows), "number", strconv.Itoa(rows-1))
	case rows > maxRows:
		return maxRows, refuse(http.StatusBadRequest,
			"This wizard takes at most {limit} sentinels, and here are {count}. A set of Sentinel has three to seven; whoever runs the wizard can allow more (serve --max-nodes).",
			"limit", strconv.Itoa(maxRows), "count", strconv.Itoa(rows))
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
