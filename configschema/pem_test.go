package configschema

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"
)

func pemOf(kind string, der []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func selfSigned(t *testing.T, key crypto.Signer) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "client"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return pemOf("CERTIFICATE", der, err)
}

// Our DER reader accepts what crypto/x509 accepts, and finds the pairs that
// belong together. A key that does not carry its public half (Ed25519) cannot
// be compared; it passes.
func TestPEM(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)

	keys := map[string]string{}
	add := func(name, kind string, der []byte, err error) { keys[name] = pemOf(kind, der, err) }
	add("rsa pkcs1", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey), nil)
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey, "p256": p256, "p384": p384, "ed25519": edKey} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		add(name+" pkcs8", "PRIVATE KEY", der, err)
	}
	for name, key := range map[string]*ecdsa.PrivateKey{"p256": p256, "p384": p384} {
		der, err := x509.MarshalECPrivateKey(key)
		add(name+" sec1", "EC PRIVATE KEY", der, err)
	}
	chains := map[string]string{"rsa": selfSigned(t, rsaKey), "p256": selfSigned(t, p256), "p384": selfSigned(t, p384), "ed25519": selfSigned(t, edKey)}

	for keyName, key := range keys {
		for chainName, chain := range chains {
			r := evaluate(t, Input{Values: Values{KeyHost: "redis", KeyPrivateKey: key, KeyChain: chain + chains["rsa"]}})
			belongs := strings.HasPrefix(keyName, chainName) || keyName == "ed25519 pkcs8"
			if r.OK != belongs {
				t.Errorf("%s with the certificate of %s: ok = %v: %+v", keyName, chainName, r.OK, r.Problems)
			}
			if c := r.Config(); belongs && (c == nil || c.TLS.PrivateKey != key || !strings.HasPrefix(c.TLS.CertificateChain, chain)) {
				t.Errorf("%s: not in the configuration", keyName)
			}
			if belongs && !strings.Contains(r.YAML, "private_key: |\n        -----BEGIN ") {
				t.Errorf("%s is no block scalar:\n%s", keyName, r.YAML)
			}
		}
	}
}

func TestPEMFaults(t *testing.T) {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	good := pemOf("PRIVATE KEY", der, err)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	certificate := selfSigned(t, key)
	cases := []struct{ name, option, value, message string }{
		{"no PEM", KeyPrivateKey, "secret", "failed to parse PEM block containing the key"},
		{"encrypted", KeyPrivateKey, pemOf("ENCRYPTED PRIVATE KEY", der, nil), "unknown block type: ENCRYPTED PRIVATE KEY"},
		{"public key", KeyPrivateKey, pemOf("PUBLIC KEY", public, err), "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey"},
		{"certificate", KeyPrivateKey, certificate, "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey"},
		{"truncated", KeyPrivateKey, pemOf("PRIVATE KEY", der[:20], nil), "malformed PKCS #8"},
		{"key as chain", KeyChain, good, "the PEM data chain contains a PRIVATE KEY but only certificates are expected"},
		{"text behind the chain", KeyChain, certificate + "\n", "invalid PEM block"},
		{"broken certificate", KeyChain, pemOf("CERTIFICATE", der, nil), "the PEM data chain contains an invalid certificate: x509: malformed certificate"},
	}
	for _, c := range cases {
		for _, version := range []string{"4.37", "4.38", "4.39"} {
			r := evaluate(t, Input{Authelia: version, Values: Values{KeyHost: "redis", KeyPort: "6379", c.option: c.value}})
			p := find(r, "C16")
			if r.OK || p == nil || !strings.Contains(p.Message, c.message) || p.Hint == "" {
				t.Errorf("%s (%s): %+v", c.name, version, r.Problems)
			}
		}
	}
}

// FuzzDER: no bytes make the reader panic, and what crypto/x509 reads as a
// certificate, it reads too.
func FuzzDER(f *testing.F) {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	der, _ := x509.MarshalPKCS8PrivateKey(key)
	f.Add(der)
	f.Add([]byte{0x30, 0x83, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		parsePKCS1(data)
		parsePKCS8(data)
		parseEC(data, nil)
		if _, err := x509.ParseCertificate(data); err == nil {
			if _, err := parseCertificate(data); err != nil {
				t.Errorf("%x: %v", data, err)
			}
		}
	})
}
