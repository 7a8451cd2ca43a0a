package certificate

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"redis-wizard/connectivity/redistest"
)

// The files are looked at once a second, and complained about once.
func TestCertificateIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		authority := redistest.NewAuthority("Test CA")
		first, second := authority.Issue(redistest.Certificate{Names: []string{"first.example"}}), authority.Issue(redistest.Certificate{Names: []string{"second.example"}})
		cert, key := filepath.Join(t.TempDir(), "tls.crt"), filepath.Join(t.TempDir(), "tls.key")
		put := func(issued *redistest.KeyPair) {
			t.Helper()
			for name, content := range map[string]string{cert: issued.Certificate, key: issued.Key} {
				if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		put(first)
		var log bytes.Buffer
		keys, err := Load(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		name := func() string {
			certificate, err := keys.GetCertificate(nil)
			if err != nil {
				t.Fatal(err)
			}
			return certificate.Leaf.DNSNames[0]
		}
		put(second)
		time.Sleep(999 * time.Millisecond)
		if name() != "first.example" {
			t.Error("the files were looked at within a second")
		}
		time.Sleep(time.Millisecond)
		if name() != "second.example" {
			t.Error("the files were not looked at after a second")
		}
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			time.Sleep(time.Second)
			if name() != "second.example" {
				t.Error("the old certificate did not stay")
			}
		}
		if n := strings.Count(log.String(), "the old one stays"); n != 1 {
			t.Errorf("%d complaints, want 1:\n%s", n, &log)
		}
	})
}
