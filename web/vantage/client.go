package vantage

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"redis-wizard/connectivity"
)

// Client asks one vantage point. It is safe for use by several goroutines.
type Client struct {
	point Point
	http  *http.Client
}

// The bounds on the way to an answer; the whole of it is bounded by the caller's
// context.
const (
	dialTimeout = 5 * time.Second
	maxHeader   = 16 << 10
)

// NewClient returns a client for a point. roots are the authorities that its
// certificate may come from; nil stands for the system's. A proxy of the
// environment is not asked: it would see the token on its way to http:// URLs.
func NewClient(point Point, roots *x509.CertPool) *Client {
	dialler := &net.Dialer{Timeout: dialTimeout}
	if point.Plain() {
		dialler.ControlContext = refuseFar
	}
	return &Client{point: point, http: &http.Client{
		Transport: &http.Transport{
			DialContext:            dialler.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    dialTimeout,
			MaxResponseHeaderBytes: maxHeader,
			// A connection for each test: one that was kept may be gone when the next
			// test needs it, and a POST is not sent twice.
			DisableKeepAlives:  true,
			DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// refuseFar keeps plain HTTP in private networks, by the very address that is
// dialled.
func refuseFar(_ context.Context, _, address string, _ syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err != nil || !near(to.Addr()) {
		return errFarPlain
	}
	return nil
}

// Name is the point's.
func (c *Client) Name() string { return c.point.Name }

// Ask has the test made there that a body of the API's form asks for. language is the
// tag of the language in which the wizard there should say what it finds; it goes into
// the URL, as for any other client of the API. observe may be nil; it is called with each
// step as it arrives, and never beside itself. The error is a *Failure, which holds
// nothing of what was sent or answered. The caller bounds the time by ctx; when
// that ends, the test there ends too.
func (c *Client) Ask(ctx context.Context, body []byte, language string, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	to := c.point.URL + Path
	if language != "en" { // what wizards have always been asked for looks as it always did
		to += "?" + url.Values{"lang": {language}}.Encode()
	}
	report, err := c.ask(ctx, to, body, observe)
	if err != nil {
		return connectivity.Report{}, &Failure{Name: c.point.Name, Cause: cause(err)}
	}
	report.Vantage = c.point.Name
	return report, nil
}

func (c *Client) ask(ctx context.Context, to string, body []byte, observe func(connectivity.StepEvent)) (report connectivity.Report, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return report, err
	}
	token := c.point.Token.Value()
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := c.http.Do(request)
	if err != nil {
		return report, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return report, refusal(response)
	}
	if media, _, err := mime.ParseMediaType(response.Header.Get("Content-Type")); err != nil || media != "text/event-stream" {
		return report, errNoReport
	}
	steps := tally{}
	err = readEvents(response.Body, func(name string, data []byte) (bool, error) {
		if token != "" && bytes.Contains(data, []byte(token)) {
			return false, errEcho // people would read it
		}
		switch name {
		case "step":
			var step connectivity.StepEvent
			if json.Unmarshal(data, &step) != nil {
				return false, errNoReport
			}
			if err := steps.add(step); err != nil {
				return false, err
			}
			if err := tidy(&step); err != nil {
				return false, err
			}
			if observe != nil {
				observe(step)
			}
		case "report":
			if json.Unmarshal(data, &report) != nil {
				return false, errNoReport
			}
			return true, believe(&report)
		case "error":
			return false, errBroken
		}
		return false, nil
	})
	if err == nil || ctx.Err() == nil {
		return report, err
	}
	return report, errors.Join(ctx.Err(), err)
}
