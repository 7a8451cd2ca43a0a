package web

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/vantage"
)

// A token is changed on both sides while both wizards run: with the old one
// nobody is answered any more, and with the new one tests are made again.
func TestVantageTokenIsReplaced(t *testing.T) {
	dir := t.TempDir()
	thereFile, hereFile := filepath.Join(dir, "there"), filepath.Join(dir, "here")
	put := func(file, token string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var tokens journal
	read := func(file string) *vantage.Token {
		t.Helper()
		token, err := vantage.ReadToken(file, slog.New(slog.NewTextHandler(&tokens, nil)))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	put(thereFile, goodToken)
	put(hereFile, goodToken)
	// Each side looks at its file by itself, so it is asked until it has.
	const often = 1_000_000
	far, farLog := newServer(t, Options{Policy: local, AllowLoopback: true, VantageAcceptToken: read(thereFile), RequestsPerMinute: often, ProbesPerMinute: often})
	near, log := asker(t, "http://"+listening(t, far), func(o *Options) {
		o.Vantages[0].Token = read(hereFile)
		o.RequestsPerMinute, o.ProbesPerMinute = often, often
	})
	redis := redistest.Start(t, redistest.Options{})
	question := probeBody(t, redis, "", map[string]any{"vantage": "cluster"})
	status := func() int { return postJSON(t, near, "/api/v1/probe", question).StatusCode }
	direct := func(token string) int {
		r := newRequest("POST", vantage.Path, "application/json", question)
		r.Header.Set("Authorization", "Bearer "+token)
		return do(t, far, r).StatusCode
	}
	if first := direct(goodToken); first != http.StatusOK {
		t.Fatalf("the first token: status %d", first)
	}

	put(thereFile, wrongToken)
	redistest.Eventually(t, "the new token there", func(context.Context) bool { return direct(wrongToken) == http.StatusOK })
	if old := direct(goodToken); old != http.StatusUnauthorized {
		t.Errorf("the old token: status %d, want 401", old)
	}
	if got := postJSON(t, near, "/api/v1/probe", question); got.StatusCode != http.StatusBadGateway || !strings.Contains(got.body, "does not accept the token") {
		t.Errorf("with the old token here: status %d, %s", got.StatusCode, got.body)
	}

	put(hereFile, wrongToken)
	redistest.Eventually(t, "the new token here", func(context.Context) bool { return status() == http.StatusOK })

	put(thereFile, "half")
	redistest.Eventually(t, "a complaint", func(context.Context) bool {
		if now := status(); now != http.StatusOK {
			t.Errorf("with half a token in the file there: status %d", now)
		}
		return strings.Contains(tokens.String(), "the old one stays")
	})
	for _, secret := range []string{goodToken, wrongToken} {
		if strings.Contains(tokens.String()+log.String()+farLog.String(), secret) {
			t.Errorf("%q is in a log", secret)
		}
	}
}
