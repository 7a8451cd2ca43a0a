package configschema

import (
	"bytes"
)

// parseCertificate finds the public key of an X.509 certificate. The faults are
// those that crypto/x509 tells of its frame; what names, dates and extensions
// say is not looked at.
func parseCertificate(data []byte) (*publicKey, error) {
	outer := der{data: data}
	body := outer.inside("malformed certificate")
	tbs := body.inside("malformed tbs certificate")
	tbs.optional(tagContext0) // version
	tbs.part(tagInteger, "malformed serial number")
	inner := tbs.inside("malformed signature algorithm identifier")
	body.take(&tbs)
	algorithm := body.inside("malformed algorithm identifier")
	if tbs.take(&body); tbs.err == nil && !bytes.Equal(inner.data, algorithm.data) {
		tbs.err = keyFault("x509: inner and outer signature algorithm identifiers don't match")
	}
	tbs.inside("malformed issuer")
	tbs.inside("malformed validity")
	tbs.inside("malformed issuer") // the subject, in the words of crypto/x509
	spki := tbs.inside("malformed spki")
	key, err := spki.publicKey()
	if err != nil {
		return nil, err
	}
	if body.part(tagBitString, "malformed signature"); body.err != nil {
		return nil, body.err
	}
	if outer.at < len(data) {
		return nil, keyFault("x509: trailing data")
	}
	return key, nil
}

// part takes an element with a tag. A fault is called what crypto/x509 calls it.
func (d *der) part(tag byte, fault string) []byte {
	before := d.err
	content := d.next(tag, "")
	if before == nil && d.err != nil {
		d.err = keyFault("x509: " + fault)
	}
	return content
}

// inside takes a sequence and returns a reader for what is in it.
func (d *der) inside(fault string) der {
	content := d.part(tagSequence, fault)
	return der{data: content, err: d.err}
}

// take takes over the fault of another reader.
func (d *der) take(other *der) {
	if d.err == nil {
		d.err = other.err
	}
}

// parsePublicKey reads a SubjectPublicKeyInfo.
func parsePublicKey(data []byte) (*publicKey, error) {
	outer := der{data: data}
	info := der{data: outer.next(tagSequence, "publicKeyInfo"), err: outer.err}
	info.algorithm()
	if info.next(tagBitString, "BitString"); info.err != nil {
		return nil, info.err
	}
	if outer.at < len(data) {
		return nil, keyFault("x509: trailing data after ASN.1 of public-key")
	}
	info.at = 0
	key, err := info.publicKey()
	if err == nil && key.goType() == "" {
		return nil, keyFault("x509: unknown public key algorithm")
	}
	return key, err
}

// publicKey reads what is in a SubjectPublicKeyInfo. A key of an algorithm that
// Go does not know has the encoded identifier for a name.
func (d *der) publicKey() (*publicKey, error) {
	algorithm := d.inside("malformed public key algorithm identifier")
	oid := algorithm.part(tagOID, "malformed OID")
	d.take(&algorithm)
	bits := d.part(tagBitString, "malformed subjectPublicKey")
	if d.err != nil {
		return nil, d.err
	}
	if len(bits) == 0 || bits[0] != 0 {
		return nil, keyFault("x509: malformed subjectPublicKey")
	}
	key := &publicKey{algorithm: string(oid), bits: bits[1:]}
	return key, key.know(oid, algorithm.data[algorithm.at:])
}

// know names the algorithm and looks at what it demands of its keys.
func (k *publicKey) know(oid, parameters []byte) error {
	switch {
	case bytes.Equal(oid, oidRSA):
		k.algorithm = "RSA"
		if !bytes.Equal(parameters, []byte{0x05, 0x00}) {
			return keyFault("x509: RSA key missing NULL parameters")
		}
		outer := der{data: k.bits}
		numbers := outer.inside("invalid RSA public key")
		k.bits = numbers.data
		numbers.part(tagInteger, "invalid RSA modulus")
		numbers.part(tagInteger, "invalid RSA public exponent")
		return numbers.err
	case bytes.Equal(oid, oidEC):
		k.algorithm = "ECDSA"
		curve := der{data: parameters}
		k.curve = curve.part(tagOID, "invalid ECDSA parameters")
		size := curveSize(k.curve)
		switch {
		case curve.err != nil:
			return curve.err
		case size == 0:
			return keyFault("x509: unsupported elliptic curve")
		case len(k.bits) != 1+2*size || k.bits[0] != 0x04:
			return keyFault("ecdsa: invalid uncompressed public key")
		}
	case bytes.Equal(oid, oidEd25519):
		k.algorithm = "Ed25519"
		switch {
		case len(parameters) != 0:
			return keyFault("x509: Ed25519 key encoded with illegal parameters")
		case len(k.bits) != 32:
			return keyFault("x509: wrong Ed25519 public key size")
		}
	}
	return nil
}

// goType is the type that Go reads the key into; empty for an unknown algorithm.
func (k *publicKey) goType() string {
	switch k.algorithm {
	case "RSA":
		return "*rsa.PublicKey"
	case "ECDSA":
		return "*ecdsa.PublicKey"
	case "Ed25519":
		return "ed25519.PublicKey"
	case string(oidX25519):
		return "*ecdh.PublicKey"
	case string(oidDSA):
		return "*dsa.PublicKey"
	}
	return ""
}
