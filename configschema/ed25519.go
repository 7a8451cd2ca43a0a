package configschema

import "math/bits"

// A key of Ed25519 is stored without its public half, which is derived here:
// crypto/ed25519 would make the .wasm a twelfth larger. Nothing takes care that
// the time tells nothing about the key; it is the typist's own machine.

// ed25519Public is the public half of the key with a seed of 32 octets. RFC 8032, 5.1.5.
func ed25519Public(seed []byte) []byte {
	hash := sha512(seed)
	secret := hash[:32]
	secret[0] &= 0xF8
	secret[31] = secret[31]&0x7F | 0x40
	x := element{0xC9562D608F25D51A, 0x692CC7609525A7B2, 0xC0A4E231FDD6DC5C, 0x216936D3CD6E53FE}
	y := element{0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666}
	base := edwardsPoint{x, y, element{1}, x.mul(y)}
	sum := edwardsPoint{y: element{1}, z: element{1}}
	for i := 255; i >= 0; i-- {
		if sum = sum.add(sum); secret[i/8]>>(i%8)&1 == 1 {
			sum = sum.add(base)
		}
	}
	scale := sum.z.inverse()
	x, y = sum.x.mul(scale).reduced(), sum.y.mul(scale).reduced()
	y[3] |= x[0] << 63
	out := make([]byte, 32)
	for i := range out {
		out[i] = byte(y[i/8] >> (i % 8 * 8))
	}
	return out
}

// An edwardsPoint is (x/z, y/z) on the curve -x² + y² = 1 + d x² y², with t = xy/z.
type edwardsPoint struct{ x, y, z, t element }

// add adds two points, equal ones too. RFC 8032, 5.1.4.
func (p edwardsPoint) add(q edwardsPoint) edwardsPoint {
	twiceD := element{0xEBD69B9426B2F159, 0x00E0149A8283B156, 0x198E80F2EEF3D130, 0x2406D9DC56DFFCE7}
	a, b := p.y.sub(p.x).mul(q.y.sub(q.x)), p.y.add(p.x).mul(q.y.add(q.x))
	c, d := p.t.mul(twiceD).mul(q.t), p.z.add(p.z).mul(q.z)
	e, f, g, h := b.sub(a), d.sub(c), d.add(c), b.add(a)
	return edwardsPoint{e.mul(f), g.mul(h), f.mul(g), e.mul(h)}
}

// An element is a number modulo p = 2²⁵⁵ - 19, the lowest word first. It may be
// any number below 2²⁵⁶, which is the same as 38.
type element [4]uint64

func (a element) add(b element) (out element) {
	var carry uint64
	for i := range out {
		out[i], carry = bits.Add64(a[i], b[i], carry)
	}
	return out.plus(38 * carry)
}

func (a element) sub(b element) (out element) {
	var borrow uint64
	for i := range out {
		out[i], borrow = bits.Sub64(a[i], b[i], borrow)
	}
	for borrow > 0 { // twice at most
		low := 38 * borrow
		borrow = 0
		out[0], borrow = bits.Sub64(out[0], low, 0)
		for i := 1; i < 4; i++ {
			out[i], borrow = bits.Sub64(out[i], 0, borrow)
		}
	}
	return out
}

// plus adds a small number.
func (a element) plus(n uint64) element {
	for n > 0 { // twice at most
		var carry uint64
		a[0], carry = bits.Add64(a[0], n, 0)
		for i := 1; i < 4; i++ {
			a[i], carry = bits.Add64(a[i], 0, carry)
		}
		n = 38 * carry
	}
	return a
}

func (a element) mul(b element) (out element) {
	var wide [8]uint64
	for i := range a {
		wide[i+4] = accumulate(wide[i:i+4], b[:], a[i])
	}
	carry := accumulate(wide[:4], wide[4:], 38)
	copy(out[:], wide[:4])
	return out.plus(38 * carry)
}

// accumulate adds n times a number to sum and returns what is carried over.
func accumulate(sum, number []uint64, n uint64) (carry uint64) {
	for i := range sum {
		high, low := bits.Mul64(number[i], n)
		var c uint64
		low, c = bits.Add64(low, sum[i], 0)
		high += c
		sum[i], c = bits.Add64(low, carry, 0)
		carry = high + c
	}
	return carry
}

// inverse is a to the power of p - 2.
func (a element) inverse() element {
	out := element{1}
	for i := 254; i >= 0; i-- {
		if out = out.mul(out); i != 2 && i != 4 { // all bits of p - 2 but these are set
			out = out.mul(a)
		}
	}
	return out
}

// reduced is the one number below p.
func (a element) reduced() element {
	for range 2 {
		rest := a.plus(0)
		var borrow uint64
		for i, word := range (element{^uint64(18), ^uint64(0), ^uint64(0), ^uint64(0) >> 1}) {
			rest[i], borrow = bits.Sub64(rest[i], word, borrow)
		}
		if borrow == 0 {
			a = rest
		}
	}
	return a
}
