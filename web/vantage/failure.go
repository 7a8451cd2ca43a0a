package vantage

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
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
		text = "it does not accept the token (status 401); the files of --vantage-token here and --vantage-accept-token there must hold the same"
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
	var (
		refused     *refusedError
		name        *net.DNSError
		authority   x509.UnknownAuthorityError
		hostname    x509.HostnameError
		certificate *tls.CertificateVerificationError
		header      tls.RecordHeaderError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &refused):
		return refused.Said
	case errors.Is(err, errTooLarge):
		return errTooLarge.Said
	case errors.Is(err, errNoReport):
		return errNoReport.Said
	case errors.Is(err, errFarPlain):
		return errFarPlain.Said
	case errors.Is(err, context.DeadlineExceeded):
		return phrase.Of("its report did not come in time; see whether it runs, and whether something between holds its answer back")
	case errors.As(err, &name):
		return phrase.Of("its name cannot be looked up; check the URL of --vantage")
	case errors.As(err, &authority):
		return phrase.Of("its certificate is of an authority that is not trusted here; give that one with --vantage-ca")
	case errors.As(err, &hostname):
		return phrase.Of("its certificate is for another name than that in its URL")
	case errors.As(err, &certificate):
		return phrase.Of("its certificate is not valid; see whether it has expired")
	case errors.As(err, &header):
		return phrase.Of("it does not speak TLS there; check the URL of --vantage")
	case connectivity.CausedBy(err, syscall.ECONNREFUSED):
		return phrase.Of("nothing listens there; see whether it runs")
	case errors.As(err, &timeout) && timeout.Timeout():
		return phrase.Of("no connection came about in time; see whether it runs, and whether a firewall is between")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), connectivity.CausedBy(err, syscall.ECONNRESET), connectivity.CausedBy(err, syscall.EPIPE):
		return phrase.Of("the connection ended before its report; see whether it still runs")
	}
	return phrase.Of("the connection failed; see whether it runs, and whether the URL of --vantage is that of a wizard")
}
