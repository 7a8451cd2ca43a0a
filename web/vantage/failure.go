package vantage

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"redis-wizard/connectivity"
)

// Failure says why a vantage point gave no report. The words are this wizard's
// own: what the other side sent could repeat the token, or what was typed.
type Failure struct {
	// Name is the vantage point's, and Cause what is the matter, with what to do
	// about it.
	Name, Cause string
}

func (f *Failure) Error() string {
	return fmt.Sprintf("The vantage point %s did not answer: %s.", f.Name, f.Cause)
}

// refusedError is an answer that is no report.
type refusedError struct{ cause string }

func (e *refusedError) Error() string { return e.cause }

var (
	errBroken = &refusedError{"the test could not be finished there; its log says more"}
	errEcho   = &refusedError{"its answer repeats the token, which is for wizards alone, so nothing of it is shown; see what answers at the URL of --vantage, and make a new token"}
)

// refusal explains a status, of the wizard there or of a proxy before it.
func refusal(response *http.Response) error {
	status := response.StatusCode
	switch {
	case status == http.StatusUnauthorized:
		return &refusedError{"it does not accept the token (status 401); the files of --vantage-token here and --vantage-accept-token there must hold the same"}
	case status == http.StatusForbidden:
		return &refusedError{"it, or a proxy in front of it, does not let this request in (status 403); the name in its URL must be one of --hosts there"}
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		return &refusedError{fmt.Sprintf("it takes no tests from other wizards (status %d); start it with --vantage-accept-token, and check the path of its URL", status)}
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		wait := "a few seconds"
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 1 && seconds <= 3600 {
			wait = fmt.Sprintf("%d seconds", seconds)
		}
		return &refusedError{"it is busy (status " + strconv.Itoa(status) + "); try again in " + wait}
	case status >= 300 && status < 400:
		return &refusedError{fmt.Sprintf("it leads elsewhere (status %d), and no redirect is followed; --vantage must name the place where it leads to", status)}
	case status >= 400 && status < 500:
		return &refusedError{fmt.Sprintf("it does not take this request (status %d); it may be older than this wizard, or have smaller limits", status)}
	}
	return &refusedError{fmt.Sprintf("something went wrong there (status %d); its log says more", status)}
}

// cause finds the words for an error. They hold nothing of its own text, which
// may quote the other side.
func cause(err error) string {
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
		return refused.cause
	case errors.Is(err, errTooLarge), errors.Is(err, errNoReport), errors.Is(err, errFarPlain):
		for _, known := range []error{errTooLarge, errNoReport, errFarPlain} {
			if errors.Is(err, known) {
				return known.Error()
			}
		}
	case errors.Is(err, context.DeadlineExceeded):
		return "its report did not come in time; see whether it runs, and whether something between holds its answer back"
	case errors.As(err, &name):
		return "its name cannot be looked up; check the URL of --vantage"
	case errors.As(err, &authority):
		return "its certificate is of an authority that is not trusted here; give that one with --vantage-ca"
	case errors.As(err, &hostname):
		return "its certificate is for another name than that in its URL"
	case errors.As(err, &certificate):
		return "its certificate is not valid; see whether it has expired"
	case errors.As(err, &header):
		return "it does not speak TLS there; check the URL of --vantage"
	case connectivity.CausedBy(err, syscall.ECONNREFUSED):
		return "nothing listens there; see whether it runs"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no connection came about in time; see whether it runs, and whether a firewall is between"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), connectivity.CausedBy(err, syscall.ECONNRESET), connectivity.CausedBy(err, syscall.EPIPE):
		return "the connection ended before its report; see whether it still runs"
	}
	return "the connection failed; see whether it runs, and whether the URL of --vantage is that of a wizard"
}
