package vantage

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/neterror"
)

// Failure says why a vantage point gave no report. The words are this wizard's
// own: what the other side sent could repeat the token, or what was typed.
type Failure struct {
	// Name is the vantage point's.
	Name string
	// Cause is what is the matter, with what to do about it.
	Cause phrase.Said
}

func (f *Failure) Error() string { return f.In(nil) }

// In says it in a language.
func (f *Failure) In(l phrase.Language) string {
	return l.Say("The vantage point {name} did not answer: {cause}.", "name", f.Name, "cause", f.Cause.In(l))
}

// refusedError is an answer that is no report.
type refusedError struct{ phrase.Said }

func (e *refusedError) Error() string { return e.String() }

var (
	errBroken = &refusedError{phrase.Of("the test could not be finished there; its log says more")}
	errEcho   = &refusedError{phrase.Of("its answer repeats the token, which is for wizards alone, so nothing of it is shown; see what answers at the URL of --vantage, and make a new token")}
)

// refusal explains a status, of the wizard there or of a proxy before it.
func refusal(response *http.Response) error {
	status := response.StatusCode
	text, words := phrase.Text("something went wrong there (status {status}); its log says more"), []string{"status", strconv.Itoa(status)}
	switch {
	case status == http.StatusUnauthorized:
		text = "it does not accept the token (status 401); the files of --vantage-token here and --vantage-accept-token there must contain the same"
	case status == http.StatusForbidden:
		text = "it, or a proxy in front of it, does not let this request in (status 403); the name in its URL must be one of --hosts there"
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		text = "it takes no tests from other wizards (status {status}); start it with --vantage-accept-token, and check the path of its URL"
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		text = "it is busy (status {status}); try again in a few seconds"
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 1 && seconds <= 3600 {
			text, words = "it is busy (status {status}); try again in {seconds} seconds", append(words, "seconds", strconv.Itoa(seconds))
		}
	case status >= 300 && status < 400:
		text = "it leads elsewhere (status {status}), and no redirect is followed; --vantage must name the place where it leads to"
	case status >= 400 && status < 500:
		text = "it does not take this request (status {status}); it may be older than this wizard, or have smaller limits"
	}
	return &refusedError{phrase.Of(text, words...)}
}

// cause finds the words for an error. They hold nothing of its own text, which
// may quote the other side.
func cause(err error) phrase.Said {
	if refused, ok := errors.AsType[*refusedError](err); ok {
		return refused.Said
	}
	for _, own := range []*phrase.Error{errTooLarge, errNoReport, errFarPlain} {
		if errors.Is(err, own) {
			return own.Said
		}
	}
	for _, row := range recognised {
		if row.match(err) {
			return phrase.Of(row.text)
		}
	}
	return phrase.Of("the connection failed; see whether it runs, and whether the URL of --vantage is that of a wizard")
}

// recognised are the words for other errors; the first that matches counts.
var recognised = []struct {
	match func(error) bool
	text  phrase.Text
}{
	{func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }, "its report did not come in time; see whether it runs, and whether something between delays its answer"},
	{as[*net.DNSError], "its name cannot be looked up; check the URL of --vantage"},
	{as[x509.UnknownAuthorityError], "its certificate is of an authority that is not trusted here; give that one with --vantage-ca"},
	{as[x509.HostnameError], "its certificate is for another name than that in its URL"},
	{as[*tls.CertificateVerificationError], "its certificate is not valid; see whether it has expired"},
	{as[tls.RecordHeaderError], "it does not speak TLS there; check the URL of --vantage"},
	{func(err error) bool { return neterror.Is(err, syscall.ECONNREFUSED) }, "nothing listens there; see whether it runs"},
	{neterror.IsTimeout, "no connection came about in time; see whether it runs, and whether a firewall is between"},
	{func(err error) bool { return neterror.IsClosed(err) && !errors.Is(err, net.ErrClosed) }, "the connection ended before its report; see whether it still runs"},
}

// as recognises an error by its type.
func as[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
