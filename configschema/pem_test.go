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
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
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

// Keys and certificates that belong together are found, and written as blocks.
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
			r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPrivateKey: key, authelia.KeyChain: chain + chains["rsa"]}})
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
	public, publicErr := x509.MarshalPKIXPublicKey(key.Public())
	certificate := selfSigned(t, key)
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	otherAlgorithm := append([]byte(nil), pemBytes(certificate)...)
	otherAlgorithm[bytes.LastIndex(otherAlgorithm, []byte{0x04, 0x03, 0x02})+2] = 0x03 // SHA-384 on the outside
	const older, newer = "failed to parse PEM block containing the key", "error occurred attempting to parse PEM block: either no PEM block was supplied or it was malformed"
	const behind = "error occurred attempting to parse PEM block: the block either had trailing data or was otherwise malformed"
	cases := []struct{ name, option, value, in437, in438, in439 string }{
		{"no PEM", authelia.KeyPrivateKey, "secret", older, older, newer},
		{"folded", authelia.KeyPrivateKey, strings.ReplaceAll(good, "\n", " "), older, older, newer},
		{"the certificate behind it", authelia.KeyPrivateKey, good + certificate, "", "", behind},
		{"an empty line behind it", authelia.KeyPrivateKey, good + "\n", "", "", behind},
		{"certificate first", authelia.KeyPrivateKey, certificate + good, "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", behind},
		{"parameters first", authelia.KeyPrivateKey, pemOf("EC PARAMETERS", []byte{6, 1, 1}, nil) + good, "unknown block type: EC PARAMETERS", "unknown block type: EC PARAMETERS", behind},
		{"encrypted", authelia.KeyPrivateKey, pemOf("ENCRYPTED PRIVATE KEY", []byte{0x30, 0x04, 0x30, 0x02, 0x05, 0x00}, nil), "unknown block type: ENCRYPTED PRIVATE KEY",
			"asn1: structure error: tags don't match (2 vs {class:0 tag:16 length:2 isCompound:true}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} int @2",
			"asn1: structure error: tags don't match (2 vs {class:0 tag:16 length:2 isCompound:true}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} int @2"},
		{"another label", authelia.KeyPrivateKey, pemOf("DSA PRIVATE KEY", der, nil), "unknown block type: DSA PRIVATE KEY", "", ""},
		{"request", authelia.KeyPrivateKey, pemOf("CERTIFICATE REQUEST", request, err), "unknown block type: CERTIFICATE REQUEST", "the data is for a *x509.CertificateRequest not a schema.CryptographicPrivateKey", "the data is for a *x509.CertificateRequest not a schema.CryptographicPrivateKey"},
		{"public key", authelia.KeyPrivateKey, pemOf("PUBLIC KEY", public, publicErr), "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey", "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey", "the data is for a *ecdsa.PublicKey not a schema.CryptographicPrivateKey"},
		{"certificate", authelia.KeyPrivateKey, certificate, "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey", "the data is for a *x509.Certificate not a schema.CryptographicPrivateKey"},
		{"key as chain", authelia.KeyChain, good, "the PEM data chain contains a PRIVATE KEY but only certificates are expected", "the PEM data chain contains a PRIVATE KEY but only certificates are expected", "the PEM data chain contains a PRIVATE KEY but only certificates are expected"},
		{"text behind the chain", authelia.KeyChain, certificate + "\n", "invalid PEM block", "invalid PEM block", "invalid PEM block"},
		{"broken certificate", authelia.KeyChain, pemOf("CERTIFICATE", der[:20], nil), "the PEM data chain contains an invalid certificate: x509: malformed certificate", "the PEM data chain contains an invalid certificate: x509: malformed certificate", "the PEM data chain contains an invalid certificate: x509: malformed certificate"},
		{"damaged certificate", authelia.KeyChain, pemOf("CERTIFICATE", otherAlgorithm, nil), "inner and outer signature algorithm identifiers don't match", "inner and outer signature algorithm identifiers don't match", "inner and outer signature algorithm identifiers don't match"},
	}
	for _, c := range cases {
		for version, message := range map[string]string{"4.37": c.in437, "4.38.8": c.in438, "4.38.9": c.in439, "4.39": c.in439} {
			r := evaluate(t, Input{Authelia: version, Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", c.option: c.value}})
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

// Keys of every kind and in every form belong to the certificates made for them,
// whether they carry their public half or not; one for exchanges belongs to none.
func TestKeyKinds(t *testing.T) {
	must := func(der []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	signers := map[string]crypto.Signer{"rsa": rsaKey, "ed25519": edKey}
	type form struct {
		of, name, label string
		der             []byte
	}
	forms := []form{{"rsa", "PKCS #1", "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)}}
	for name, curve := range map[string]elliptic.Curve{"p224": elliptic.P224(), "p256": elliptic.P256(), "p384": elliptic.P384(), "p521": elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		signers[name] = key
		sec1 := must(x509.MarshalECPrivateKey(key))
		pkcs8 := must(x509.MarshalPKCS8PrivateKey(key))
		forms = append(forms, form{name, "SEC 1", "EC PRIVATE KEY", sec1},
			form{name, "SEC 1 without its public half", "EC PRIVATE KEY", must(asn1.Marshal(withoutPublic(t, sec1)))},
			form{name, "PKCS #8 without its public half", "PRIVATE KEY", pkcs8WithoutPublic(t, pkcs8)})
	}
	for name, key := range signers {
		forms = append(forms, form{name, "PKCS #8", "PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))})
	}
	exchange, _ := ecdh.X25519().GenerateKey(rand.Reader)
	forms = append(forms, form{"x25519", "PKCS #8", "PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(exchange))})

	for name, signer := range signers {
		chain := selfSigned(t, signer)
		for _, f := range forms {
			for _, version := range []string{"4.37", "4.38", "4.39"} {
				r := evaluate(t, Input{Authelia: version, Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPrivateKey: pemOf(f.label, f.der, nil), authelia.KeyChain: chain}})
				switch {
				case f.of == "x25519" && version == "4.37":
					if p := find(r, "C16"); p == nil || !strings.HasSuffix(p.Message, "x509: PKCS#8 wrapping contained private key with unknown algorithm: 1.3.101.110") {
						t.Errorf("%s in %s: %+v", f.of, version, r.Problems)
					}
				case r.OK != (f.of == name), !r.OK && find(r, "C10") == nil:
					t.Errorf("%s of %s with a certificate of %s in %s: ok = %v: %+v", f.name, f.of, name, version, r.OK, r.Problems)
				}
			}
		}
	}
}

// An ecKey is an ECPrivateKey of RFC 5915.
type ecKey struct {
	Version int
	Secret  []byte
	Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

func withoutPublic(t *testing.T, sec1 []byte) (k ecKey) {
	t.Helper()
	if _, err := asn1.Unmarshal(sec1, &k); err != nil || k.Public.BitLength == 0 {
		t.Fatal("no public half to take away", err)
	}
	k.Public = asn1.BitString{}
	return k
}

func pkcs8WithoutPublic(t *testing.T, der []byte) []byte {
	t.Helper()
	var k struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	if _, err := asn1.Unmarshal(der, &k); err != nil {
		t.Fatal(err)
	}
	var err error
	if k.Key, err = asn1.Marshal(withoutPublic(t, k.Key)); err != nil {
		t.Fatal(err)
	}
	out, err := asn1.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Keys that are well-formed and wrong are refused in Go's words, as Authelia prints them.
func TestDamagedKeys(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	sec1, _ := x509.MarshalECPrivateKey(p256)
	_, edKey, _ := ed25519.GenerateKey(rand.Reader)
	ed, _ := x509.MarshalPKCS8PrivateKey(edKey)
	exchange, _ := ecdh.X25519().GenerateKey(rand.Reader)
	exchangePublic, _ := x509.MarshalPKIXPublicKey(exchange.PublicKey())
	zero := withoutPublic(t, sec1)
	zero.Secret = make([]byte, len(zero.Secret))
	zeroKey, _ := asn1.Marshal(zero)
	flipped := func(der []byte, at int) []byte {
		der = bytes.Clone(der)
		der[at] ^= 1
		return der
	}
	curve := []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07}
	pkcs1 := x509.MarshalPKCS1PrivateKey(rsaKey)
	request, _ := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, p256)
	for _, c := range []struct {
		name, label string
		der         []byte
		want        string
	}{
		{"RSA with another modulus", "RSA PRIVATE KEY", flipped(pkcs1, bytes.Index(pkcs1, rsaKey.N.Bytes())+100), "crypto/rsa: p * q != n"},
		{"RSA with another prime", "RSA PRIVATE KEY", flipped(pkcs1, bytes.Index(pkcs1, rsaKey.Primes[0].Bytes())+100), "crypto/rsa: p * q != n"},
		{"RSA cut off", "RSA PRIVATE KEY", pkcs1[:100], "asn1: syntax error: data truncated"},
		{"EC of zero", "EC PRIVATE KEY", zeroKey, "ecdsa: invalid public key encoding"},
		{"EC on a curve that Go does not know", "EC PRIVATE KEY", bytes.ReplaceAll(sec1, curve, []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01}), "x509: unknown elliptic curve"},
		{"EC under the label of RSA", "RSA PRIVATE KEY", sec1, "x509: failed to parse private key (use ParseECPrivateKey instead for this key format)"},
		{"RSA under the label of PKCS #8", "PRIVATE KEY", pkcs1, "x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)"},
		{"Ed448", "PRIVATE KEY", bytes.ReplaceAll(ed, []byte{0x2B, 0x65, 0x70}, []byte{0x2B, 0x65, 0x71}), "x509: PKCS#8 wrapping contained private key with unknown algorithm: 1.3.101.113"},
		{"Ed25519 too short", "PRIVATE KEY", ed[:len(ed)-1], "asn1: syntax error: data truncated"},
		{"OpenSSH", "OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00\x00\x00\x00\x04none"), "asn1: structure error: tags don't match (16 vs {class:1 tag:15 length:112 isCompound:true}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} pkcs8 @2"},
		{"damaged request", "CERTIFICATE REQUEST", request[:40], "asn1: syntax error: data truncated"},
		{"no list of revoked certificates", "X509 CRL", request, "x509: unsupported crl version: 0"},
		{"public key for exchanges", "PUBLIC KEY", exchangePublic, "the data is for a *ecdh.PublicKey not a schema.CryptographicPrivateKey"},
	} {
		r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPrivateKey: pemOf(c.label, c.der, nil)}})
		if p := find(r, "C16"); p == nil || !strings.HasSuffix(p.Message, "could not decode to a schema.CryptographicPrivateKey: "+c.want) {
			t.Errorf("%s: want %q, got %+v", c.name, c.want, r.Problems)
		}
	}
}

// A key whose numbers take seconds to check is left to Authelia.
func TestUnreadKeys(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	type pkcs1 struct {
		Version int
		N       *big.Int
		E       int
		D, P, Q *big.Int
	}
	short, err := asn1.Marshal(pkcs1{0, key.N, key.E, key.D, key.Primes[0], key.Primes[1]})
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := asn1.Marshal(struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}{0, pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, Parameters: asn1.NullRawValue}, short})
	chain := selfSigned(t, key)
	for _, text := range []string{pemOf("RSA PRIVATE KEY", short, nil), pemOf("PRIVATE KEY", wrapped, err), pemOf("RSA PRIVATE KEY", make([]byte, decode.LongestKey+1), nil)} {
		got, err := decode.ParsePrivateKey(text, authelia.Newest())
		if r := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPrivateKey: text, authelia.KeyChain: chain}}); err != nil || got != (decode.Unread{}) || !r.OK {
			t.Errorf("%T %v: %+v", got, err, r.Problems)
		}
	}
	if whole, err := decode.ParsePrivateKey(pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key), nil), authelia.Newest()); err != nil || !key.Equal(whole) {
		t.Errorf("%T %v", whole, err)
	}
}

// FuzzPEM: no text makes the readers panic.
func FuzzPEM(f *testing.F) {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	der, _ := x509.MarshalPKCS8PrivateKey(key)
	f.Add("PRIVATE KEY", der)
	f.Add("CERTIFICATE", []byte{0x30, 0x83, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, label string, data []byte) {
		text := string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: data}))
		if key, err := decode.ParsePrivateKey(text, authelia.Newest()); err == nil {
			if chain, err := decode.ParseChain(text); err == nil && len(chain) > 0 {
				decode.Belongs(key, chain)
			}
		}
	})
}
