package admission

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/client"
	"redis-wizard/web/failure"
	"redis-wizard/web/metrics"
)

// FormLimit is the largest form: a text as large as MaxBody, the same again in
// base64 for the sake of its line breaks, which is a third longer, a file to be
// brought in its stead, and the fields. What the page took it can send again.
func (a *Control) FormLimit() int64 { return 3 * a.MaxBody }

// CheckTexts holds each text of a form to what the API takes of it.
func (a *Control) CheckTexts(texts ...string) error {
	for _, text := range texts {
		if int64(len(text)) > a.MaxBody {
			return &http.MaxBytesError{Limit: a.MaxBody}
		}
	}
	return nil
}

// tooManyFields is the error on a request with n fields, or 0 for a number that
// nobody counted to its end.
func (a *Control) tooManyFields(n int) error {
	limit := strconv.Itoa(a.MaxFields)
	if n == 0 {
		return failure.Refuse(http.StatusRequestEntityTooLarge, "This server reads at most {limit} fields at a time, and this request has more fields than that. The options of session.redis are a few dozen; the administrator can allow more (serve --max-fields).", "limit", limit)
	}
	return failure.Refuse(http.StatusRequestEntityTooLarge, "This server reads at most {limit} fields at a time, and this request has {count}. The options of session.redis are a few dozen; the administrator can allow more (serve --max-fields).", "limit", limit, "count", strconv.Itoa(n))
}

// CheckCount holds a number of values, or of files, to what may be in one request.
func (a *Control) CheckCount(n int) error {
	if n > a.MaxFields {
		return a.tooManyFields(n)
	}
	return nil
}

// CheckFields counts the fields of a form that has been read, or that could not
// be because of their number.
func (a *Control) CheckFields(r *http.Request, err error) error {
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return a.tooManyFields(0)
	}
	n := 0
	for _, texts := range r.PostForm {
		n += len(texts)
	}
	return a.CheckCount(n)
}

// countSize counts refusals of what is too large.
func (a *Control) countSize(err error) {
	if err != nil && failure.Status(err) == http.StatusRequestEntityTooLarge {
		a.Metrics.Refused(metrics.Body)
	}
}

// Body bounds what a request may carry. Of what is too large, a part is
// read and thrown away: a client that is still sending would otherwise see its
// connection broken, and never the answer.
func (a *Control) Body(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			sent := r.Body
			held := a.Memory.Open(client.Of(c).Account())
			c.Set(shareKey, held)
			defer func() {
				c.Set(shareKey, nil)
				held.Close()
			}()
			if r.ContentLength > limit {
				discard(c, sent)
				err := &http.MaxBytesError{Limit: limit}
				a.countSize(err)
				return err
			}
			r.Body = &heldBody{http.MaxBytesReader(c.Response(), sent, limit), a, held}
			err := next(c)
			a.countSize(err)
			if failure.BrokeOff(err) {
				discard(c, sent)
			}
			return err
		}
	}
}

// discard reads on for a while: at most 16 MiB, at most two seconds.
func discard(c echo.Context, body io.Reader) {
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.CopyN(io.Discard, body, 16<<20)
}
