// Package certificate says what a certificate is, for whom it is good, and whether it holds.
package certificate

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/wording"
)

// SelfSigned tells whether a certificate is signed with its own key.
func SelfSigned(certificate *x509.Certificate) bool {
	return bytes.Equal(certificate.RawIssuer, certificate.RawSubject) && certificate.CheckSignature(
		certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature) == nil
}

// Words are what messages say of a certificate.
func Words(l phrase.Language, certificate *x509.Certificate) map[string]string {
	return map[string]string{
		"subject": Describe(l, certificate), "issuer": certificate.Issuer.String(), "names": Names(l, certificate),
		"fingerprint": Fingerprint(certificate),
		"notBefore":   wording.Date(l, certificate.NotBefore.UTC(), wording.Day),
		"notAfter":    wording.Date(l, certificate.NotAfter.UTC(), wording.Day),
	}
}

// Describe is the subject of a certificate, or its names.
func Describe(l phrase.Language, certificate *x509.Certificate) string {
	if name := certificate.Subject.String(); name != "" {
		return name
	}
	return Names(l, certificate)
}

// Names lists the names that a certificate is good for.
func Names(l phrase.Language, certificate *x509.Certificate) string {
	const most = 8
	var names []string
	for _, name := range certificate.DNSNames {
		names = append(names, visible.Words(name))
	}
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	if len(names) == 0 {
		return l.Say("no name at all")
	}
	return visible.Clip(wording.SomeOf(l, names, most), peertext.Limit)
}

// NamesToUse are the names that can be verified against, the best first. A
// wildcard is no name to use.
func NamesToUse(certificate *x509.Certificate) []string {
	var names []string
	for _, name := range certificate.DNSNames {
		if !strings.Contains(name, "*") && name == visible.Words(name) && name != "" {
			names = append(names, name)
		}
	}
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	return names
}

// Fingerprint is by what people compare certificates.
func Fingerprint(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.Raw)
	return fmt.Sprintf("SHA-256 %X", sum)
}

// maxCertificateFile bounds a file of certificates_directory.
const maxCertificateFile = 1 << 20

// ReadDirectory reads the files that Authelia reads from
// certificates_directory: those whose names end in .pem, .crt or .cer, not those
// in directories below (internal/utils/crypto.go, NewX509CertPool).
func ReadDirectory(directory string) ([][]byte, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for _, entry := range entries {
		if !slices.Contains([]string{".pem", ".crt", ".cer"}, strings.ToLower(filepath.Ext(entry.Name()))) {
			continue
		}
		path := filepath.Join(directory, entry.Name())
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return found, err
		case !info.Mode().IsRegular():
			continue
		case info.Size() > maxCertificateFile:
			return found, phrase.New("read {path}: the file is too large for a certificate", "path", path)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return found, err
		}
		found = append(found, content)
	}
	return found, nil
}

// Verify holds what a server showed to the authorities that are trusted.
func Verify(chain []*x509.Certificate, roots *x509.CertPool, name string, now time.Time) error {
	options := x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: now, Intermediates: x509.NewCertPool()}
	for _, certificate := range chain[1:] {
		options.Intermediates.AddCert(certificate)
	}
	_, err := chain[0].Verify(options)
	return err
}
