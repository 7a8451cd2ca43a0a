package configschema

import (
	"bytes"
	"encoding/pem"
	"errors"
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
	parsed, err := parsePrivateKey(n.text)
	if err == nil {
		d.key = parsed
		return
	}
	hint := phrase.Text("Paste the whole key, from its BEGIN line to its END line, every line equally far in.")
	switch {
	case strings.Contains(err.Error(), "ENCRYPTED"):
		hint = "Authelia cannot ask for a passphrase: decrypt the key first (openssl pkey -in key.pem -out plain.pem)."
	case strings.Contains(err.Error(), "Certificate"):
		hint = "This is a certificate; it belongs into certificate_chain."
	case strings.Contains(err.Error(), "PublicKey"):
		hint = "This is the public half; the private key begins with BEGIN PRIVATE KEY, BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY."
	}
	d.fail(key, n, "C16", d.hook(key, "could not decode to a schema.CryptographicPrivateKey: "+err.Error()), hint)
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
			return nil, errors.New("invalid PEM block")
		}
		if block.Type != "CERTIFICATE" {
			return nil, errors.New("the PEM data chain contains a " + block.Type + " but only certificates are expected")
		}
		public, err := parseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("the PEM data chain contains an invalid certificate: " + err.Error())
		}
		chain = append(chain, certificate{*public})
	}
	return chain, nil
}

func parsePrivateKey(text string) (*privateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("failed to parse PEM block containing the key")
	}
	other := func(goType string) error {
		return errors.New("the data is for a " + goType + " not a schema.CryptographicPrivateKey")
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		return parsePKCS1(block.Bytes)
	case "EC PRIVATE KEY":
		return parseEC(block.Bytes, nil)
	case "PRIVATE KEY":
		return parsePKCS8(block.Bytes)
	case "CERTIFICATE":
		if _, err := parseCertificate(block.Bytes); err != nil {
			return nil, err
		}
		return nil, other("*x509.Certificate")
	case "RSA PUBLIC KEY":
		return nil, other("*rsa.PublicKey")
	case "PUBLIC KEY":
		public, err := parsePublicKey(block.Bytes)
		if err != nil {
			return nil, err
		}
		switch public.algorithm {
		case "RSA":
			return nil, other("*rsa.PublicKey")
		case "ECDSA":
			return nil, other("*ecdsa.PublicKey")
		}
		return nil, other("ed25519.PublicKey")
	}
	return nil, errors.New("unknown block type: " + block.Type)
}
