package configschema

import "fmt"

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

// A keyFault is why a key or a certificate cannot be read, in the words of Go's
// standard library, which Authelia passes on. It costs the .wasm less than
// errors.New at fifty places.
type keyFault string

func (f keyFault) Error() string { return string(f) }

// der reads the elements of a DER encoding one after the other. The first
// fault sticks, in the words of encoding/asn1, for Authelia passes them on.
type der struct {
	data []byte
	at   int
	err  error
}

// A derHeader is what an element begins with. Its fields are printed as those
// of encoding/asn1 are.
type derHeader struct {
	class, tag, length int
	isCompound         bool
}

// next takes the next element, which must have the tag, and returns its
// content. goType is the name of the Go type that the standard library reads it
// into; types without a name have an empty one.
func (d *der) next(tag byte, goType string) []byte {
	if d.err == nil && d.at == len(d.data) {
		d.fail("syntax", "sequence truncated")
	}
	h, start := d.header()
	if d.err == nil && !h.is(tag) {
		const noParameters = "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}"
		d.fail("structure", fmt.Sprintf("tags don't match (%d vs %+v) %s %s @%d", tag&0x1F, h, noParameters, goType, start))
	}
	return d.content(h, start)
}

// optional takes the next element only if it has the tag.
func (d *der) optional(tag byte) (content []byte, found bool) {
	if d.err != nil || d.at == len(d.data) || d.data[d.at] != tag {
		return nil, false
	}
	h, start := d.header()
	content = d.content(h, start)
	return content, d.err == nil
}

// whole takes the next element, whatever it is, with its header.
func (d *der) whole() []byte {
	before := d.at
	h, start := d.header()
	if d.content(h, start); d.err != nil {
		return nil
	}
	return d.data[before:d.at]
}

// integer takes the next element, which must be an integer that fits into 64 bits.
func (d *der) integer(goType string) (value int64) {
	content := d.bigInteger(goType)
	if d.err == nil && len(content) > 8 {
		d.fail("structure", "integer too large")
	}
	if d.err != nil {
		return 0
	}
	value = int64(int8(content[0])) // the sign
	for _, b := range content[1:] {
		value = value<<8 | int64(b)
	}
	return value
}

// bigInteger takes the next element, which must be an integer of any length.
func (d *der) bigInteger(goType string) []byte {
	content := d.next(tagInteger, goType)
	switch {
	case d.err != nil:
	case len(content) == 0:
		d.fail("structure", "empty integer")
	case len(content) > 1 && (content[0] == 0 && content[1] < 0x80 || content[0] == 0xFF && content[1] >= 0x80):
		d.fail("structure", "integer not minimally-encoded")
	}
	return content
}

// header reads tag and length of the next element, and says where its content starts.
func (d *der) header() (h derHeader, start int) {
	b := d.octet()
	h = derHeader{class: int(b >> 6), tag: int(b & 0x1F), isCompound: b&0x20 != 0}
	if h.tag == 0x1F {
		if h.tag = d.base128(); d.err == nil && h.tag < 0x1F {
			d.fail("syntax", "non-minimal tag")
		}
	}
	b = d.octet()
	if h.length = int(b); b < 0x80 {
		return h, d.at
	}
	if b == 0x80 && d.err == nil {
		d.fail("syntax", "indefinite length found (not DER)")
	}
	h.length = 0
	for range b & 0x7F {
		b = d.octet()
		switch {
		case d.err != nil:
			return h, d.at
		case h.length >= 1<<23:
			d.fail("structure", "length too large")
		case h.length == 0 && b == 0:
			d.fail("structure", "superfluous leading zeros in length")
		}
		h.length = h.length<<8 | int(b)
	}
	if d.err == nil && h.length < 0x80 {
		d.fail("structure", "non-minimal length")
	}
	return h, d.at
}

// is tells whether a header has the tag, which has one octet.
func (h derHeader) is(tag byte) bool {
	return h.class == int(tag>>6) && h.tag == int(tag&0x1F) && h.isCompound == (tag&0x20 != 0)
}

// content takes the content behind a header.
func (d *der) content(h derHeader, start int) []byte {
	if d.err == nil && h.length > len(d.data)-start {
		d.fail("syntax", "data truncated")
	}
	if d.err != nil {
		return nil
	}
	d.at = start + h.length
	return d.data[start:d.at]
}

func (d *der) octet() byte {
	if d.err == nil && d.at == len(d.data) {
		d.fail("syntax", "truncated tag or length")
	}
	if d.err != nil {
		return 0
	}
	d.at++
	return d.data[d.at-1]
}

// base128 reads a number that has seven bits in each octet.
func (d *der) base128() (value int) {
	for n := 0; d.err == nil && d.at < len(d.data); n++ {
		b := d.octet()
		switch {
		case n == 0 && b == 0x80:
			d.fail("syntax", "integer is not minimally encoded")
		case n == 5 || n == 4 && value >= 1<<24:
			d.fail("structure", "base 128 integer too large")
		case b < 0x80:
			return value<<7 | int(b)
		}
		value = value<<7 | int(b&0x7F)
	}
	d.fail("syntax", "truncated base 128 integer")
	return 0
}

// fail notes a fault, if it is the first one.
func (d *der) fail(kind, message string) {
	if d.err == nil {
		d.err = keyFault("asn1: " + kind + " error: " + message)
	}
}
