// Package certificate holds the server's certificate and its key, which may be
// replaced while it serves.
package certificate

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"redis-wizard/web/reload"
)

// Load reads a certificate and its key, in two files, for servers of nothing older than
// TLS 1.2 (RFC 8996). The next handshake after they were replaced shows the new one;
// connections that are open go on.
func Load(certFile, keyFile string, log *slog.Logger) (*tls.Config, error) {
	files, err := reload.Read(reload.Source[*tls.Certificate]{
		Name: "certificate",
		Read: func() (*tls.Certificate, error) {
			for _, file := range []string{certFile, keyFile} { // one that is missing is named as such
				if _, err := os.Stat(file); err != nil {
					return nil, err
				}
			}
			pair, err := tls.LoadX509KeyPair(certFile, keyFile)
			return &pair, err
		},
		Same: func(a, b *tls.Certificate) bool { return slices.EqualFunc(a.Certificate, b.Certificate, bytes.Equal) },
		Say:  func(pair *tls.Certificate) []any { return []any{"expires", pair.Leaf.NotAfter} },
	}, log)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return files.Get(), nil
	}}, nil
}
