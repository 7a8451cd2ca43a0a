package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/metrics"
)

// formLimit is the largest form: a text as large as MaxBody, the same again in
// base64 for the sake of its line breaks, which is a third longer, a file to be
// brought in its stead, and the fields. What the page took it can send again.
func (o Options) formLimit() int64 { return 3 * o.MaxBody }

// checkTexts holds each text of a form to what the API takes of it.
func (o Options) checkTexts(texts ...string) error {
	for _, text := range texts {
		if int64(len(text)) > o.MaxBody {
			return &http.MaxBytesError{Limit: o.MaxBody}
		}
	}
	return nil
}

// fieldsBound is how many parts of a form the standard library reads.
const fieldsBound = 1000

// fieldsError says that a request has more fields than it may.
type fieldsError struct{ phrase.Said }

func (e *fieldsError) Error() string { return e.String() }

// tooManyFields is the error on a request with n fields, or 0 for a number that
// nobody counted to its end.
func (o Options) tooManyFields(n int) error {
	limit := strconv.Itoa(o.MaxFields)
	if n == 0 {
		return &fieldsError{phrase.Of("This server reads at most {limit} fields at a time, and this request has more fields than that. The options of session.redis are a few dozen; whoever runs the wizard can allow more (serve --max-fields).", "limit", limit)}
	}
	return &fieldsError{phrase.Of("This server reads at most {limit} fields at a time, and this request has {count}. The options of session.redis are a few dozen; whoever runs the wizard can allow more (serve --max-fields).", "limit", limit, "count", strconv.Itoa(n))}
}

// checkCount holds a number of values, or of files, to what may be in one request.
func (o Options) checkCount(n int) error {
	if n > o.MaxFields {
		return o.tooManyFields(n)
	}
	return nil
}

// checkFields counts the fields of a form that has been read, or that could not
// be because of their number.
func (o Options) checkFields(r *http.Request, err error) error {
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return o.tooManyFields(0)
	}
	n := 0
	for _, texts := range r.PostForm {
		n += len(texts)
	}
	return o.checkCount(n)
}

// countSize counts refusals of what is too large.
func (s *Server) countSize(err error) {
	var (
		large  *http.MaxBytesError
		fields *fieldsError
	)
	if errors.As(err, &large) || errors.As(err, &fields) {
		s.metrics.Refused(metrics.Body)
	}
}
