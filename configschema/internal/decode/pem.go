package decode

import (
	"crypto"
	"crypto/ecdh"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// A privateKey is what Authelia takes for one: its schema.CryptographicPrivateKey.
type privateKey interface {
	Public() crypto.PublicKey
	Equal(crypto.PrivateKey) bool
}

// What the two halves of a client certificate must be.
const (
	aKey   phrase.Text = "a private key in PEM form"
	aChain phrase.Text = "one or more certificates in PEM form"
)

// privateKey decodes private_key. Source: Authelia's StringToCryptoPrivateKeyHookFunc
// and utils.ParseX509FromPEM.
func (d *Decoder) privateKey(key authelia.Key, n *yamltree.Value) {
	if n.Kind != yamltree.Text {
		d.fail(key, n, "C16", d.notAssignable(key, n), aKey, "Paste the key as a block: 'private_key: |', then every line of it two spaces further in.")
		return
	}
	parsed, err := ParsePrivateKey(n.Text, d.version)
	if err == nil {
		d.Key = parsed
		return
	}
	d.fail(key, n, "C16", d.hook(key, "could not decode to a schema.CryptographicPrivateKey: "+err.Error()), aKey, keyHint(n.Text, err.Error()))
}

// keyHint says what to do about a text that Authelia does not take for a key.
func keyHint(text, fault string) phrase.Text {
	for _, row := range keyHints {
		if strings.Contains(text, row.text) && strings.Contains(fault, row.fault) {
			return row.hint
		}
	}
	return "Paste the whole key, from its BEGIN line to its END line, every line equally far in."
}

// keyHints go by what is in the text and in the fault; the first that fits counts.
var keyHints = []struct {
	text, fault string
	hint        phrase.Text
}{
	{"BEGIN EC PARAMETERS", trailing, "Delete the block EC PARAMETERS; Authelia takes the key alone."},
	{"", trailing, "Nothing may follow the key, not even an empty line. A certificate belongs into certificate_chain."},
	{"ENCRYPTED", "", "Authelia cannot ask for a passphrase: decrypt the key first (openssl pkey -in key.pem -out plain.pem)."},
	{"BEGIN OPENSSH", "", "This is a key in the form of OpenSSH. Write a copy of it in another form (ssh-keygen -p -m PKCS8 -f copy) and paste that."},
	{"", "x509.Certificate ", "This is a certificate; it belongs into certificate_chain."},
	{"", "PublicKey", "This is the public half; the private key begins with BEGIN PRIVATE KEY, BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY."},
	{"", "elliptic curve", otherKind},
	{"", "unknown algorithm", otherKind},
}

const otherKind phrase.Text = "Authelia cannot use a key of this kind. Make one for RSA, Ed25519, P-256, P-384 or P-521, and a certificate for it."

// certificates decodes certificate_chain. Source: Authelia's NewX509CertificateChain.
func (d *Decoder) certificates(key authelia.Key, n *yamltree.Value) {
	if n.Kind != yamltree.Text {
		if n.Kind != yamltree.Mapping && n.Kind != yamltree.Date {
			d.fail(key, n, "C16", d.expectedMap(key, n), aChain, "Paste the certificates as a block: 'certificate_chain: |', then every line of them two spaces further in.")
		}
		return
	}
	chain, err := ParseChain(n.Text)
	if err == nil {
		d.Chain = chain
		return
	}
	hint := phrase.Text("Paste each certificate whole, from BEGIN CERTIFICATE to END CERTIFICATE, with nothing behind the last.")
	if strings.Contains(err.Error(), "PRIVATE KEY") {
		hint = "This is a private key; it belongs into private_key."
	}
	d.fail(key, n, "C16", d.hook(key, "could not decode to a schema.X509CertificateChain: "+err.Error()), aChain, hint)
}

// ParseChain reads the certificates of a chain, one PEM block after the other. Its
// errors are in the words of Authelia.
func ParseChain(text string) (chain []*x509.Certificate, err error) {
	for rest := []byte(text); len(rest) > 0; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil || len(block.Bytes) == 0 {
			return nil, errors.New("invalid PEM block")
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("the PEM data chain contains a %s but only certificates are expected", block.Type)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("the PEM data chain contains an invalid certificate: %w", err)
		}
		chain = append(chain, c)
	}
	return chain, nil
}

// ParsePrivateKey does what utils.ParseX509FromPEM does in a version: since
// 4.38.9 nothing may stand behind the key.
func ParsePrivateKey(text string, v authelia.Version) (privateKey, error) {
	block, rest := pem.Decode([]byte(text))
	switch {
	case block == nil && !v.Profile().KeyAlone:
		return nil, errors.New("failed to parse PEM block containing the key")
	case block == nil:
		return nil, errors.New("error occurred attempting to parse PEM block: either no PEM block was supplied or it was malformed")
	case len(rest) > 0 && v.Profile().KeyAlone:
		return nil, errors.New("error occurred attempting to parse PEM block: " + trailing)
	}
	if len(block.Bytes) > LongestKey || lacksCRT(block.Bytes) {
		return Unread{}, nil
	}
	parsed, err := parseBlock(block, v)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(privateKey)
	if !ok {
		return nil, fmt.Errorf("the data is for a %T not a schema.CryptographicPrivateKey", parsed)
	}
	return key, nil
}

// An Unread key is one whose numbers would take Go seconds to check, which a server
// has for nobody. Only Authelia can tell more of it; no known program writes such keys.
type Unread struct{}

// Public is nothing, and Equal false: nobody looked at the numbers.
func (Unread) Public() crypto.PublicKey       { return nil }
func (Unread) Equal(_ crypto.PrivateKey) bool { return false }

// LongestKey has room for a key of RSA with 16384 bits.
const LongestKey = 12 << 10

// lacksCRT tells whether a key is one of RSA without the values that Go needs to
// check its primes by multiplication alone (RFC 8017, A.1.2: the last three of nine).
func lacksCRT(data []byte) bool {
	var parts []asn1.RawValue
	if _, err := asn1.Unmarshal(data, &parts); err != nil || len(parts) < 3 || parts[0].Tag != asn1.TagInteger {
		return false
	}
	if parts[2].Tag == asn1.TagOctetString { // wrapped, as PKCS #8 does
		return lacksCRT(parts[2].Bytes)
	}
	return len(parts) >= 6 && len(parts) < 9 && parts[5].Tag == asn1.TagInteger
}

// trailing is what Authelia says of a key with something behind it.
const trailing = "the block either had trailing data or was otherwise malformed"

// parseBlock reads a block by its label. Since 4.38.0, Authelia knows more labels.
// What crypto/x509 says is what the newest release prints, which is built with the
// Go that builds us; older ones word some faults of damaged keys differently.
func parseBlock(block *pem.Block, v authelia.Version) (any, error) {
	switch label := block.Type; {
	case label == "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(block.Bytes)
	case label == "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(block.Bytes)
	case label == "PRIVATE KEY", v.Profile().MoreLabels && strings.Contains(label, "PRIVATE KEY"):
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if _, isX25519 := key.(*ecdh.PrivateKey); isX25519 && !v.Profile().MoreLabels { // it came with Go 1.20
			return nil, errors.New("x509: PKCS#8 wrapping contained private key with unknown algorithm: 1.3.101.110")
		}
		return key, err
	case label == "CERTIFICATE":
		return x509.ParseCertificate(block.Bytes)
	case label == "RSA PUBLIC KEY":
		return x509.ParsePKCS1PublicKey(block.Bytes)
	case label == "PUBLIC KEY", v.Profile().MoreLabels && strings.Contains(label, "PUBLIC KEY"):
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if _, isX25519 := key.(*ecdh.PublicKey); isX25519 && !v.Profile().MoreLabels {
			return nil, errors.New("x509: unknown public key algorithm")
		}
		return key, err
	case label == "CERTIFICATE REQUEST" && v.Profile().MoreLabels:
		return x509.ParseCertificateRequest(block.Bytes)
	case label == "X509 CRL" && v.Profile().MoreLabels:
		return x509.ParseRevocationList(block.Bytes)
	}
	return nil, fmt.Errorf("unknown block type: %s", block.Type)
}

// Belongs tells whether a key is that of a chain's first certificate. A key that is
// for exchanges only, as X25519 is, is none to Authelia. Source: X509CertificateChain.EqualKey.
func Belongs(key privateKey, chain []*x509.Certificate) bool {
	if key == (Unread{}) {
		return true
	}
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	_, exchange := key.(*ecdh.PrivateKey)
	return ok && !exchange && public.Equal(chain[0].PublicKey)
}
