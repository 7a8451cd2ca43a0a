package web

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
)

// A server that repeats the password it was sent, in whatever disguise, has it in
// none of our outputs: not in the report as JSON, as events or as a page with its
// Markdown, nor in the log or the metrics.
func TestEchoedPasswordIsNowhere(t *testing.T) {
	const secret = "Zq7kW-vX3mPt9Lr"
	for _, echo := range []string{
		secret, secret[:len(secret)-2], secret[3:], strings.ToUpper(secret), base64.StdEncoding.EncodeToString([]byte(secret)), hex.EncodeToString([]byte(secret)),
		strings.Join(strings.Split(secret, ""), " "), url.PathEscape(" " + secret), "rL9tPm3Xv-Wk7qZ", secret[:7] + "\u200b" + secret[7:], fmt.Sprintf("&#x%x;", secret),
	} {
		s, log := newServer(t, Options{Policy: local, LogTargets: true})
		address := echoing(t, echo)
		body := fmt.Sprintf(`{"authelia":"4.39","values":{%q:%q,%q:"%d",%q:%q}}`, hostKey, address.IP, portKey, address.Port, passwordKey, secret)
		probe := postJSON(t, s, "/api/v1/probe", body)
		wantStatus(t, probe, 200)
		wantText(t, probe, "words that are not shown")
		shown := []string{probe.body, postJSON(t, s, "/report", body).body, get(t, s, "/metrics").body, log.String()}
		r := newRequest("POST", "/api/v1/probe", "application/json", body)
		r.Header.Set("Accept", "text/event-stream")
		shown = append(shown, do(t, s, r).body)
		for i, text := range shown {
			if text == "" {
				t.Errorf("output %d is empty", i)
			}
			for _, piece := range append([]string{echo, url.QueryEscape(echo)}, pieces(secret)...) {
				if strings.Contains(text, piece) {
					t.Errorf("output %d has %q, as the server said %q:\n%s", i, piece, echo, text)
				}
			}
		}
	}
}

// pieces are all parts of a text that have five characters.
func pieces(text string) []string {
	var out []string
	for i := range len(text) - 4 {
		out = append(out, text[i:i+5])
	}
	return out
}

// echoing is a server that asks for a password, and then answers everything with an
// error that has a text in it.
func echoing(t *testing.T, text string) *net.TCPAddr {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				buffer := make([]byte, 4096)
				for {
					n, err := conn.Read(buffer)
					if err != nil {
						return
					}
					answer := "-ERR we got " + text + "\r\n"
					if strings.Contains(string(buffer[:n]), "PING") {
						answer = "-NOAUTH Authentication required.\r\n"
					}
					if _, err := io.WriteString(conn, answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr)
}
