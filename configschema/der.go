package configschema

import (
	"bytes"
	"errors"
)

// ASN.1 tags that certificates and keys use.
const (
	tagInteger   = 0x02
	tagBitString = 0x03
	tagOctets    = 0x04
	tagOID       = 0x06
	tagSequence  = 0x30
	tagContext0  = 0xA0
	tagContext1  = 0xA1
)

// Object identifiers of the key algorithms that Go knows, as encoded.
var (
	oidRSA     = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01}
	oidEC      = []byte{0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}
	oidEd25519 = []byte{0x2B, 0x65, 0x70}
)

// der reads the elements of a DER encoding one after the other. The first
// fault sticks.
type der struct {
	rest []byte
	bad  bool
}

// next takes the next element, which must have the tag, and returns its content.
func (d *der) next(tag byte) []byte {
	found, content, _ := d.any()
	if found != tag {
		d.bad = true
		return nil
	}
	return content
}

// optional takes the next element only if it has the tag.
func (d *der) optional(tag byte) ([]byte, bool) {
	if d.bad || len(d.rest) == 0 || d.rest[0] != tag {
		return nil, false
	}
	return d.next(tag), !d.bad
}

// any takes the next element: its tag, its content, and both with the header.
func (d *der) any() (tag byte, content, whole []byte) {
	if d.bad || len(d.rest) < 2 {
		d.bad = true
		return 0, nil, nil
	}
	tag = d.rest[0]
	length, header := int(d.rest[1]), 2
	if length >= 0x80 {
		size := length & 0x7F
		if size == 0 || size > 3 || len(d.rest) < 2+size {
			d.bad = true
			return 0, nil, nil
		}
		length = 0
		for _, b := range d.rest[2 : 2+size] {
			length = length<<8 | int(b)
		}
		header += size
	}
	if len(d.rest) < header+length {
		d.bad = true
		return 0, nil, nil
	}
	whole = d.rest[:header+length]
	d.rest = d.rest[header+length:]
	return tag, whole[header:], whole
}

// done tells whether everything was read, and read well.
func (d *der) done() bool { return !d.bad && len(d.rest) == 0 }

var (
	errCertificate = errors.New("x509: malformed certificate")
	errPublicKey   = errors.New("x509: malformed public key")
	errPKCS1       = errors.New("x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)")
	errEC          = errors.New("x509: failed to parse EC private key")
	errPKCS8       = errors.New("asn1: structure error: malformed PKCS #8 private key")
	errAlgorithm   = errors.New("x509: PKCS#8 wrapping contained private key with unknown algorithm")
)

// parseCertificate finds the public key of an X.509 certificate.
func parseCertificate(data []byte) (*publicKey, error) {
	outer := der{rest: data}
	body := der{rest: outer.next(tagSequence)}
	tbs := der{rest: body.next(tagSequence)}
	body.next(tagSequence)
	body.next(tagBitString)
	if !outer.done() || !body.done() {
		return nil, errCertificate
	}
	tbs.optional(tagContext0) // version
	tbs.next(tagInteger)      // serial number
	tbs.next(tagSequence)     // signature algorithm
	tbs.next(tagSequence)     // issuer
	tbs.next(tagSequence)     // validity
	tbs.next(tagSequence)     // subject
	_, _, spki := tbs.any()
	if tbs.bad {
		return nil, errCertificate
	}
	return parsePublicKey(spki)
}

// parsePublicKey reads a SubjectPublicKeyInfo.
func parsePublicKey(data []byte) (*publicKey, error) {
	outer := der{rest: data}
	info := der{rest: outer.next(tagSequence)}
	algorithm := der{rest: info.next(tagSequence)}
	bits := info.next(tagBitString)
	oid := algorithm.next(tagOID)
	if !outer.done() || !info.done() || algorithm.bad || len(bits) < 1 || bits[0] != 0 {
		return nil, errPublicKey
	}
	key := &publicKey{bits: bits[1:]}
	switch {
	case bytes.Equal(oid, oidRSA):
		key.algorithm = "RSA"
		numbers := der{rest: key.bits}
		if key.bits = numbers.next(tagSequence); !numbers.done() {
			return nil, errPublicKey
		}
	case bytes.Equal(oid, oidEC):
		key.algorithm = "ECDSA"
		if key.curve = algorithm.next(tagOID); algorithm.bad {
			return nil, errPublicKey
		}
	case bytes.Equal(oid, oidEd25519):
		key.algorithm = "Ed25519"
	default:
		key.algorithm = string(oid)
	}
	return key, nil
}

// parsePKCS1 reads an RSAPrivateKey.
func parsePKCS1(data []byte) (*privateKey, error) {
	outer := der{rest: data}
	body := der{rest: outer.next(tagSequence)}
	body.next(tagInteger) // version
	_, _, modulus := body.any()
	_, _, exponent := body.any()
	for range 6 { // d, p, q, d mod p-1, d mod q-1, 1/q mod p
		body.next(tagInteger)
	}
	if !outer.done() || body.bad {
		return nil, errPKCS1
	}
	return &privateKey{&publicKey{algorithm: "RSA", bits: append(append([]byte(nil), modulus...), exponent...)}}, nil
}

// parseEC reads an ECPrivateKey; curve is given when PKCS #8 has named it.
func parseEC(data, curve []byte) (*privateKey, error) {
	outer := der{rest: data}
	body := der{rest: outer.next(tagSequence)}
	body.next(tagInteger) // version
	body.next(tagOctets)  // the secret number
	if named, ok := body.optional(tagContext0); ok {
		inner := der{rest: named}
		if oid := inner.next(tagOID); curve == nil {
			curve = oid
		}
	}
	public, hasPublic := body.optional(tagContext1)
	if !outer.done() || body.bad || curve == nil {
		return nil, errEC
	}
	point := der{rest: public}
	bits := point.next(tagBitString)
	if !hasPublic || len(bits) < 2 || bits[1] != 0x04 {
		return &privateKey{}, nil // the point is not there, or compressed
	}
	return &privateKey{&publicKey{algorithm: "ECDSA", curve: curve, bits: bits[1:]}}, nil
}

// parsePKCS8 reads a PrivateKeyInfo, which wraps one of the above, or Ed25519.
func parsePKCS8(data []byte) (*privateKey, error) {
	outer := der{rest: data}
	body := der{rest: outer.next(tagSequence)}
	body.next(tagInteger) // version
	algorithm := der{rest: body.next(tagSequence)}
	oid := algorithm.next(tagOID)
	inner := body.next(tagOctets)
	if outer.bad || body.bad || algorithm.bad {
		return nil, errPKCS8
	}
	switch {
	case bytes.Equal(oid, oidRSA):
		return parsePKCS1(inner)
	case bytes.Equal(oid, oidEC):
		return parseEC(inner, algorithm.next(tagOID))
	case bytes.Equal(oid, oidEd25519):
		wrapped := der{rest: inner}
		if seed := wrapped.next(tagOctets); len(seed) != 32 {
			return nil, errPKCS8
		}
		return &privateKey{}, nil
	}
	return nil, errAlgorithm
}
