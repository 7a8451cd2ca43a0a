package configschema

import (
	"bytes"
	"crypto/ed25519"
	stdlib "crypto/sha512"
	"math/rand/v2"
	"testing"
)

// The public half is the one that the standard library derives.
func TestEd25519Public(t *testing.T) {
	r := rand.New(rand.NewPCG(255, 19))
	seeds := [][]byte{make([]byte, 32), bytes.Repeat([]byte{0xFF}, 32)}
	for range 100 {
		seed := make([]byte, 32)
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		want := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
		if got := ed25519Public(seed); !bytes.Equal(got, want) {
			t.Fatalf("%x: got %x, want %x", seed, got, want)
		}
	}
	for n := range 112 {
		message := bytes.Repeat([]byte{byte(n)}, n)
		if want := stdlib.Sum512(message); !bytes.Equal(sha512(message), want[:]) {
			t.Fatalf("the hash of %d octets is wrong", n)
		}
	}
}

// Numbers at the edges, where carries and borrows go on and on.
func TestElement(t *testing.T) {
	const all = ^uint64(0)
	edges := []element{{}, {1}, {18}, {19}, {37}, {38}, {all - 18, all, all, all >> 1}, {all - 19, all, all, all >> 1}, {all - 37, all, all, all}, {all - 38, all, all, all}, {all, all, all, all}, {0, 0, 0, 1 << 63}}
	for _, a := range edges {
		for _, b := range edges {
			if got := a.add(b).sub(b).reduced(); got != a.reduced() {
				t.Errorf("%x + %x - %x = %x", a, b, b, got)
			}
			if got := a.sub(b).add(b).reduced(); got != a.reduced() {
				t.Errorf("%x - %x + %x = %x", a, b, b, got)
			}
			if zero := (element{}); b.reduced() != zero {
				if got := a.mul(b).mul(b.inverse()).reduced(); got != a.reduced() {
					t.Errorf("%x · %x / %x = %x", a, b, b, got)
				}
			}
		}
	}
}

func BenchmarkEd25519Public(b *testing.B) {
	seed := make([]byte, 32)
	for b.Loop() {
		ed25519Public(seed)
	}
}
