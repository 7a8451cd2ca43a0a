package render

import (
	"bytes"
	"crypto/sha256"
	"testing"
)

// Every length around the ends of blocks, against the standard library.
func TestSHA256(t *testing.T) {
	for length := range 300 {
		message := bytes.Repeat([]byte{byte(length), 0xff, 'a'}, length)[:length]
		if got, want := sha256Sum(message), sha256.Sum256(message); got != want {
			t.Fatalf("%d bytes: %x, want %x", length, got, want)
		}
	}
}

func FuzzSHA256(f *testing.F) {
	f.Add([]byte("mypassword"))
	f.Fuzz(func(t *testing.T, message []byte) {
		before := bytes.Clone(message)
		if got, want := sha256Sum(message), sha256.Sum256(message); got != want {
			t.Errorf("%q: %x, want %x", message, got, want)
		}
		if !bytes.Equal(before, message) {
			t.Error("the message was changed")
		}
	})
}
