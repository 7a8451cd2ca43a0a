package configschema

import (
	"bytes"
	"encoding/pem"
	"strings"

	"redis-wizard/configschema/phrase"
)

// The PEM options are read by a small DER reader of our own: crypto/x509 would
// add half as much again to the .wasm. A test holds it against crypto/x509.

// A privateKey is what session.redis.tls.private_key holds. public is nil when
// the key does not carry its public half.
type privateKey struct{ public *publicKey }

// A certificate is one of session.redis.tls.certificate_chain.
type certificate struct{ public publicKey }

// A publicKey is comparable without knowing its mathematics: the curve, and
// the number or point as it is encoded.
type publicKey struct {
	algorithm string // "RSA", "ECDSA", "Ed25519" or the object identifier
	curve     []byte
	bits      []byte
}

func (k *publicKey) equal(other *publicKey) bool {
	return k.algorithm == other.algorithm && bytes.Equal(k.curve, other.curve) && bytes.Equal(k.bits, other.bits)
}

// privateKey decodes private_key. Source: Authelia's StringToCryptoPrivateKeyHookFunc
// and utils.ParseX509FromPEM.
func (d *decoder) privateKey(key string, n *node) {
	if n.kind != text {
		d.fail(key, n, "C16", d.notAssignable(key, n), "Paste the key as a block: 'private_key: |', then every line of it two spaces further in.")
		return
	}
	parsed, err := parsePrivateKey(n.text, d.version)
	if err == nil {
		d.key = parsed
		return
	}
	d.fail(key, n, "C16", d.hook(key, "could not decode to a schema.CryptographicPrivateKey: "+err.Error()), keyHint(n.text, err.Error()))
}

// keyHint says what to do about a text that Authelia does not take for a key.
func keyHint(text, fault string) phrase.Text {
	switch {
	case strings.Contains(fault, trailing):
		if strings.Contains(text, "BEGIN EC PARAMETERS") {
			return "Delete the block EC PARAMETERS; Authelia takes the key alone."
		}
		return "Let nothing stand behind the key, not even an empty line. A certificate belongs into certificate_chain."
	case strings.Contains(text, "ENCRYPTED"):
		return "Authelia cannot ask for a passphrase: decrypt the key first (openssl pkey -in key.pem -out plain.pem)."
	case strings.Contains(text, "BEGIN OPENSSH"):
		return "This is a key in the form of OpenSSH. Write a copy of it in another form (ssh-keygen -p -m PKCS8 -f copy) and paste that."
	case strings.Contains(fault, "x509.Certificate "):
		return "This is a certificate; it belongs into certificate_chain."
	case strings.Contains(fault, "PublicKey"):
		return "This is the public half; the private key begins with BEGIN PRIVATE KEY, BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY."
	case strings.Contains(fault, "elliptic curve"), strings.Contains(fault, "unknown algorithm"):
		return "Authelia cannot use a key of this kind. Make one for RSA, Ed25519, P-256, P-384 or P-521, and a certificate for it."
	}
	return "Paste the whole key, from its BEGIN line to its END line, every line equally far in."
}

func (d *decoder) notAssignable(key string, n *node) string {
	if d.version.Since(v439) {
		return "'" + key + "' expected type 'schema.CryptographicPrivateKey', got unconvertible type '" + n.typeName() + "'"
	}
	return "'" + key + "' expected type 'schema.CryptographicPrivateKey', got '" + n.typeName() + "'"
}

// certificates decodes certificate_chain. Source: Authelia's NewX509CertificateChain.
func (d *decoder) certificates(key string, n *node) {
	if n.kind != text {
		if n.kind != mapping && n.kind != date {
			d.fail(key, n, "C16", d.expectedMap(key, n), "Paste the certificates as a block: 'certificate_chain: |', then every line of them two spaces further in.")
		}
		return
	}
	chain, err := parseChain(n.text)
	if err == nil {
		d.chain = chain
		return
	}
	hint := phrase.Text("Paste each certificate whole, from BEGIN CERTIFICATE to END CERTIFICATE, with nothing behind the last.")
	if strings.Contains(err.Error(), "PRIVATE KEY") {
		hint = "This is a private key; it belongs into private_key."
	}
	d.fail(key, n, "C16", d.hook(key, "could not decode to a schema.X509CertificateChain: "+err.Error()), hint)
}

func parseChain(text string) (chain []certificate, err error) {
	for rest := []byte(text); len(rest) > 0; {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil || len(block.Bytes) == 0 {
			return nil, keyFault("invalid PEM block")
		}
		if block.Type != "CERTIFICATE" {
			return nil, keyFault("the PEM data chain contains a " + block.Type + " but only certificates are expected")
		}
		public, err := parseCertificate(block.Bytes)
		if err != nil {
			return nil, keyFault("the PEM data chain contains an invalid certificate: " + err.Error())
		}
		chain = append(chain, certificate{*public})
	}
	return chain, nil
}

// parsePrivateKey does what utils.ParseX509FromPEM does in a version: since
// 4.38.0 it knows more labels, since 4.38.9 nothing may stand behind the key.
func parsePrivateKey(text string, v Version) (*privateKey, error) {
	block, rest := pem.Decode([]byte(text))
	switch {
	case block == nil && !v.Since(v438p9):
		return nil, keyFault("failed to parse PEM block containing the key")
	case block == nil:
		return nil, keyFault("error occurred attempting to parse PEM block: either no PEM block was supplied or it was malformed")
	case len(rest) > 0 && v.Since(v438p9):
		return nil, keyFault("error occurred attempting to parse PEM block: " + trailing)
	}
	switch label := block.Type; {
	case label == "RSA PRIVATE KEY":
		return parsePKCS1(block.Bytes)
	case label == "EC PRIVATE KEY":
		return parseEC(block.Bytes, nil)
	case label == "PRIVATE KEY":
		return parsePKCS8(block.Bytes, v)
	case label == "CERTIFICATE":
		_, err := parseCertificate(block.Bytes)
		return nil, noKey("*x509.Certificate", err)
	case label == "RSA PUBLIC KEY":
		return nil, noKey("*rsa.PublicKey", nil)
	case label == "PUBLIC KEY":
		return nil, publicHalf(block.Bytes)
	case !v.Since(v438):
	case label == "CERTIFICATE REQUEST":
		return nil, noKey("*x509.CertificateRequest", nil)
	case label == "X509 CRL":
		return nil, noKey("*x509.RevocationList", nil)
	case strings.Contains(label, "PRIVATE KEY"):
		return parsePKCS8(block.Bytes, v)
	case strings.Contains(label, "PUBLIC KEY"):
		return nil, publicHalf(block.Bytes)
	}
	return nil, keyFault("unknown block type: " + block.Type)
}

// trailing is what Authelia says of a key with something behind it.
const trailing = "the block either had trailing data or was otherwise malformed"

func publicHalf(data []byte) error {
	public, err := parsePublicKey(data)
	if err != nil {
		return err
	}
	return noKey(public.goType(), nil)
}

// noKey says that a block holds something else, if it can be read at all.
func noKey(goType string, err error) error {
	if err != nil {
		return err
	}
	return keyFault("the data is for a " + goType + " not a schema.CryptographicPrivateKey")
}
