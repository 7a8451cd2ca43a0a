package configschema

import (
	"bytes"
	"strconv"
)

// Object identifiers of the key algorithms that Go knows, as encoded.
var (
	oidRSA     = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01}
	oidDSA     = []byte{0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x01}
	oidEC      = []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}
	oidX25519  = []byte{0x2B, 0x65, 0x6E}
	oidEd25519 = []byte{0x2B, 0x65, 0x70}
)

// curveSize is the length of a number on a curve in octets; 0 for a curve that
// Go does not know. Source: crypto/x509, namedCurveFromOID.
func curveSize(oid []byte) int {
	switch string(oid) {
	case "\x2B\x81\x04\x00\x21": // P-224
		return 28
	case "\x2A\x86\x48\xCE\x3D\x03\x01\x07": // P-256
		return 32
	case "\x2B\x81\x04\x00\x22": // P-384
		return 48
	case "\x2B\x81\x04\x00\x23": // P-521
		return 66
	}
	return 0
}

// The three forms of a private key, as crypto/x509 unmarshals them before it
// looks at what they say.
type (
	pkcs8Key struct{ oid, parameters, inner []byte }
	pkcs1Key struct {
		version           int64
		modulus, exponent []byte
	}
	ecKey struct {
		version               int64
		secret, curve, public []byte
	}
)

func readPKCS8(data []byte) (k pkcs8Key, err error) {
	outer := der{data: data}
	body := der{data: outer.next(tagSequence, "pkcs8"), err: outer.err}
	body.integer("int") // version
	k.oid, k.parameters = body.algorithm()
	k.inner = body.next(tagOctets, "")
	return k, body.err
}

// algorithm takes an AlgorithmIdentifier.
func (d *der) algorithm() (oid, parameters []byte) {
	inner := der{data: d.next(tagSequence, "AlgorithmIdentifier"), err: d.err}
	oid = inner.next(tagOID, "ObjectIdentifier")
	if inner.err == nil && inner.at < len(inner.data) {
		parameters = inner.whole()
	}
	d.err = inner.err
	return oid, parameters
}

func readPKCS1(data []byte) (k pkcs1Key, err error) {
	outer := der{data: data}
	body := der{data: outer.next(tagSequence, "pkcs1PrivateKey"), err: outer.err}
	k.version = body.integer("int")
	k.modulus = body.bigInteger("")
	before := body.at
	body.integer("int")
	if body.err == nil {
		k.exponent = body.data[before:body.at]
	}
	for range 3 { // d, p, q; what follows is optional
		body.bigInteger("")
	}
	if body.err == nil && outer.at < len(data) {
		outer.fail("syntax", "trailing data")
		return k, outer.err
	}
	return k, body.err
}

func readEC(data []byte) (k ecKey, err error) {
	outer := der{data: data}
	body := der{data: outer.next(tagSequence, "ecPrivateKey"), err: outer.err}
	k.version = body.integer("int")
	k.secret = body.next(tagOctets, "")
	if named, ok := body.optional(tagContext0); ok {
		inner := der{data: named}
		k.curve = inner.next(tagOID, "ObjectIdentifier")
	}
	if public, ok := body.optional(tagContext1); ok {
		inner := der{data: public}
		k.public = inner.next(tagBitString, "BitString")
	}
	return k, body.err
}

// parsePKCS1 reads an RSAPrivateKey.
func parsePKCS1(data []byte) (*privateKey, error) {
	k, err := readPKCS1(data)
	if err != nil {
		return nil, otherForm(data, "PKCS1", err)
	}
	if k.version > 1 {
		return nil, keyFault("x509: unsupported private key version")
	}
	number := der{data: data} // the modulus as it stands in a certificate, with its header
	number = der{data: number.next(tagSequence, "")}
	number.integer("")
	modulus := number.whole()
	return &privateKey{&publicKey{algorithm: "RSA", bits: append(append([]byte(nil), modulus...), k.exponent...)}}, nil
}

// parseEC reads an ECPrivateKey; curve is given when PKCS #8 has named it.
func parseEC(data, curve []byte) (*privateKey, error) {
	k, err := readEC(data)
	if err != nil {
		return nil, otherForm(data, "EC", keyFault("x509: failed to parse EC private key: "+err.Error()))
	}
	if k.version != 1 {
		return nil, keyFault("x509: unknown EC private key version " + strconv.FormatInt(k.version, 10))
	}
	if curve == nil {
		curve = k.curve
	}
	size := curveSize(curve)
	if size == 0 {
		return nil, keyFault("x509: unknown elliptic curve")
	}
	for i, b := range k.secret { // zeros may stand in front
		if b != 0 && len(k.secret)-i > size {
			return nil, keyFault("x509: invalid private key length")
		}
	}
	if len(k.public) < 2 || k.public[1] != 0x04 {
		return &privateKey{}, nil // the point is not there, or compressed
	}
	return &privateKey{&publicKey{algorithm: "ECDSA", curve: curve, bits: k.public[1:]}}, nil
}

// parsePKCS8 reads a PrivateKeyInfo, which wraps one of the above, or a key of
// Curve25519. Go knows X25519 since its release 1.20, and so does Authelia 4.38.
func parsePKCS8(data []byte, v Version) (*privateKey, error) {
	k, err := readPKCS8(data)
	if err != nil {
		return nil, otherForm(data, "PKCS8", err)
	}
	switch {
	case bytes.Equal(k.oid, oidRSA):
		key, err := parsePKCS1(k.inner)
		return key, embedded("failed to parse RSA private key embedded in PKCS#8", err)
	case bytes.Equal(k.oid, oidEC):
		curve := der{data: k.parameters}
		key, err := parseEC(k.inner, curve.next(tagOID, "ObjectIdentifier"))
		return key, embedded("failed to parse EC private key embedded in PKCS#8", err)
	case bytes.Equal(k.oid, oidEd25519):
		seed, err := k.seed("Ed25519")
		if err == nil && len(seed) != 32 {
			err = keyFault("x509: invalid Ed25519 private key length: " + strconv.Itoa(len(seed)))
		}
		if err != nil {
			return nil, err
		}
		return &privateKey{&publicKey{algorithm: "Ed25519", bits: ed25519Public(seed)}}, nil
	case bytes.Equal(k.oid, oidX25519) && v.Since(v438):
		seed, err := k.seed("X25519")
		if err == nil && len(seed) != 32 {
			err = keyFault("crypto/ecdh: invalid private key size")
		}
		return &privateKey{&publicKey{algorithm: "X25519"}}, err // no certificate is made for one
	}
	return nil, keyFault("x509: PKCS#8 wrapping contained private key with unknown algorithm: " + dottedOID(k.oid))
}

// seed is the secret of a key of Curve25519.
func (k pkcs8Key) seed(name string) ([]byte, error) {
	if len(k.parameters) != 0 {
		return nil, keyFault("x509: invalid " + name + " private key parameters")
	}
	wrapped := der{data: k.inner}
	seed := wrapped.next(tagOctets, "")
	return seed, embedded("invalid "+name+" private key", wrapped.err)
}

func embedded(what string, err error) error {
	if err == nil {
		return nil
	}
	return keyFault("x509: " + what + ": " + err.Error())
}

// otherForm replaces a fault where the data is well formed for another label.
func otherForm(data []byte, asked string, err error) error {
	_, notPKCS8 := readPKCS8(data)
	_, notPKCS1 := readPKCS1(data)
	_, notEC := readEC(data)
	other := ""
	switch { // EC first and PKCS #1 last, as crypto/x509 tries them
	case asked != "EC" && notEC == nil:
		other = "EC"
	case asked != "PKCS8" && notPKCS8 == nil:
		other = "PKCS8"
	case asked != "PKCS1" && notPKCS1 == nil:
		other = "PKCS1"
	default:
		return err
	}
	return keyFault("x509: failed to parse private key (use Parse" + other + "PrivateKey instead for this key format)")
}

// dottedOID writes an object identifier with dots: "1.3.101.113".
func dottedOID(oid []byte) (out string) {
	numbers := der{data: oid}
	for numbers.at < len(oid) && numbers.err == nil {
		n := numbers.base128()
		if out == "" {
			first := min(n/40, 2)
			out, n = strconv.Itoa(first), n-first*40
		}
		out += "." + strconv.Itoa(n)
	}
	return out
}
