package configschema

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
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
// belong together.
func TestPEM(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	_, otherKey, _ := ed25519.GenerateKey(rand.Reader)

	keys := map[string]string{}
	add := func(name, kind string, der []byte, err error) { keys[name] = pemOf(kind, der, err) }
	add("rsa pkcs1", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey), nil)
	for name, key := range map[string]crypto.Signer{"rsa": rsaKey, "p256": p256, "p384": p384, "ed25519": edKey, "other": otherKey} {
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
			belongs := strings.HasPrefix(keyName, chainName)
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
	otherAlgorithm := append([]byte(nil), pemBytes(certificate)...)
	otherAlgorithm[bytes.LastIndex(otherAlgorithm, []byte{0x04, 0x03, 0x02})+2] = 0x03 // SHA-384 on the outside
	const older, newer = "failed to parse PEM block containing the key", "error occurred attempting to parse PEM block: either no PEM block was supplied or it was malformed"
	const behind = "error occurred attempting to parse PEM block: the block either had trailing data or was otherwise malformed"
	cases := []struct{ name, option, value, in437, in438, in439 string }{
		{"no PEM", KeyPrivateKey, "secret", older, older, newer},
		{"folded", KeyPrivateKey, strings.ReplaceAll(good, "\n", " "), older, older, newer},
		{"the certificate behind it", KeyPrivateKey, good + certificate, "", "", behind},
		{"an empty line behind it", KeyPrivateKey, good + "\n", "", "", behind},
		{"certificate first", KeyPrivateKey, certificate + good, "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", behind},
		{"parameters first", KeyPrivateKey, pemOf("EC PARAMETERS", []byte{6, 1, 1}, nil) + good, "unknown block type: EC PARAMETERS", "unknown block type: EC PARAMETERS", behind},
		{"encrypted", KeyPrivateKey, pemOf("ENCRYPTED PRIVATE KEY", []byte{0x30, 0x04, 0x30, 0x02, 0x05, 0x00}, nil), "unknown block type: ENCRYPTED PRIVATE KEY",
			"asn1: structure error: tags don't match (2 vs {class:0 tag:16 length:2 isCompound:true}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} int @2",
			"asn1: structure error: tags don't match (2 vs {class:0 tag:16 length:2 isCompound:true}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} int @2"},
		{"another label", KeyPrivateKey, pemOf("DSA PRIVATE KEY", der, nil), "unknown block type: DSA PRIVATE KEY", "", ""},
		{"request", KeyPrivateKey, pemOf("CERTIFICATE REQUEST", der, nil), "unknown block type: CERTIFICATE REQUEST", "the data is for a *x509.CertificateRequest not a schema.CryptographicPrivateKey", "the data is for a *x509.CertificateRequest not a schema.CryptographicPrivateKey"},
		{"public key", KeyPrivateKey, pemOf("PUBLIC KEY", public, err), "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey", "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey", "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey"},
		{"certificate", KeyPrivateKey, certificate, "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey"},
		{"key as chain", KeyChain, good, "the PEM data chain contains a PRIVATE KEY but only certificates are expected", "the PEM data chain contains a PRIVATE KEY but only certificates are expected", "the PEM data chain contains a PRIVATE KEY but only certificates are expected"},
		{"text behind the chain", KeyChain, certificate + "\n", "invalid PEM block", "invalid PEM block", "invalid PEM block"},
		{"broken certificate", KeyChain, pemOf("CERTIFICATE", der[:20], nil), "the PEM data chain contains an invalid certificate: x509: malformed certificate", "the PEM data chain contains an invalid certificate: x509: malformed certificate", "the PEM data chain contains an invalid certificate: x509: malformed certificate"},
		{"damaged certificate", KeyChain, pemOf("CERTIFICATE", otherAlgorithm, nil), "inner and outer signature algorithm identifiers don't match", "inner and outer signature algorithm identifiers don't match", "inner and outer signature algorithm identifiers don't match"},
	}
	for _, c := range cases {
		for version, message := range map[string]string{"4.37": c.in437, "4.38.8": c.in438, "4.38.9": c.in439, "4.39": c.in439} {
			r := evaluate(t, Input{Authelia: version, Values: Values{KeyHost: "redis", KeyPort: "6379", c.option: c.value}})
			p := find(r, "C16")
			if message == "" && p != nil {
				t.Errorf("%s (%s): %+v", c.name, version, p)
			}
			if message != "" && (r.OK || p == nil || !strings.HasSuffix(p.Message, message) || p.Hint == "") {
				t.Errorf("%s (%s): want %q, got %+v", c.name, version, message, r.Problems)
			}
		}
	}
}

func pemBytes(text string) []byte {
	block, _ := pem.Decode([]byte(text))
	return block.Bytes
}

// asAuthelia reads a key with crypto/x509, by the labels of 4.38.9 and later.
func asAuthelia(label string, data []byte) (key any, err error) {
	switch label {
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(data)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(data)
	case "CERTIFICATE":
		return x509.ParseCertificate(data)
	case "PUBLIC KEY":
		return x509.ParsePKIXPublicKey(data)
	}
	return x509.ParsePKCS8PrivateKey(data)
}

// Keys of every kind under every label, whole and cut off anywhere, are refused
// in the words of crypto/x509, and taken when it takes them.
func TestKeysAgainstStandardLibrary(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p521, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	x25519, _ := ecdh.X25519().GenerateKey(rand.Reader)
	of := func(der []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	certificate := pemBytes(selfSigned(t, p256))
	keys := [][]byte{
		x509.MarshalPKCS1PrivateKey(rsaKey), of(x509.MarshalPKCS8PrivateKey(rsaKey)), of(x509.MarshalECPrivateKey(p256)), of(x509.MarshalPKCS8PrivateKey(p521)),
		of(x509.MarshalPKCS8PrivateKey(edKey)), of(x509.MarshalPKCS8PrivateKey(x25519)), of(x509.MarshalPKIXPublicKey(edKey.Public())), of(x509.MarshalPKIXPublicKey(p256.Public())),
		of(x509.MarshalPKIXPublicKey(x25519.PublicKey())), certificate, []byte("openssh-key-v1\x00\x00\x00\x00\x04none"),
		bytes.ReplaceAll(of(x509.MarshalECPrivateKey(p256)), []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}, []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01}),
		bytes.ReplaceAll(of(x509.MarshalPKCS8PrivateKey(p256)), []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}, []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01}),
		bytes.ReplaceAll(of(x509.MarshalPKCS8PrivateKey(edKey)), oidEd25519, []byte{0x2B, 0x65, 0x71}), // Ed448
	}
	r := mathrand.New(mathrand.NewPCG(8, 32))
	compare := func(label string, data []byte) {
		key, err := asAuthelia(label, data)
		want := ""
		if _, isKey := key.(interface{ Public() crypto.PublicKey }); err != nil {
			want = err.Error()
		} else if !isKey {
			want = fmt.Sprintf("the data is for a %T not a schema.CryptographicPrivateKey", key)
		}
		got := ""
		if _, err := parsePrivateKey(pemOf(label, data, nil), Newest()); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s %x:\n got %q\nwant %q", label, data, got, want)
		}
	}
	for _, key := range keys {
		for _, label := range []string{"RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "CERTIFICATE", "PUBLIC KEY"} {
			compare(label, key)
			for n := 1; n < len(key); n += 1 + n/20 {
				compare(label, key[:n])
			}
		}
	}
	for range 3000 { // what a key looks like that a passphrase hides
		noise := make([]byte, 1+r.IntN(40))
		for i := range noise {
			noise[i] = byte(r.Uint32())
		}
		compare("RSA PRIVATE KEY", noise)
		compare("ENCRYPTED PRIVATE KEY", append([]byte{0x30, byte(len(noise))}, noise...))
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
		parsePKCS8(data, Newest())
		parseEC(data, nil)
		if _, err := x509.ParseCertificate(data); err == nil {
			if _, err := parseCertificate(data); err != nil {
				t.Errorf("%x: %v", data, err)
			}
		}
	})
}
