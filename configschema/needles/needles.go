// Package needles finds many texts in another one, such as all secrets of a
// configuration in a message. It is for texts that strangers write: the work grows
// with what is searched, and neither with how many texts are looked for nor with
// how much they resemble each other or themselves.
package needles

import (
	"slices"
	"sort"
	"strings"
)

// longest bounds how far one comparison reads. A longer needle is looked for in
// pieces of at least this length, so that a part of it is found as well.
const longest = 64

// shortest is the length from which on a needle is found within other text.
const shortest = 4

// Set is what is looked for.
type Set struct {
	sorted []string
	// inner is the number of the longest other needle that this one begins with; -1
	// for none.
	inner []int32
}

// New is the set of the texts that have at least four bytes: to look for shorter
// ones would find them everywhere.
func New(texts []string) *Set {
	var pieces []string
	for _, text := range texts {
		for len(text) >= shortest {
			piece := text
			if len(text) >= 2*longest {
				piece = text[:longest]
			}
			text = text[len(piece):]
			pieces = append(pieces, piece)
		}
	}
	slices.Sort(pieces)
	s := &Set{sorted: slices.Compact(pieces)}
	s.inner = make([]int32, len(s.sorted))
	var open []int32 // those that the current one may begin with, each beginning with the one before it
	for i, needle := range s.sorted {
		for len(open) > 0 && !strings.HasPrefix(needle, s.sorted[open[len(open)-1]]) {
			open = open[:len(open)-1]
		}
		s.inner[i] = -1
		if len(open) > 0 {
			s.inner[i] = open[len(open)-1]
		}
		open = append(open, int32(i))
	}
	return s
}

// at is the length of the longest needle that a text begins with; 0 for none.
func (s *Set) at(text string) int {
	text = text[:min(len(text), 2*longest)]
	// Whatever the text begins with stands, in order, between that and the text,
	// and so begins the last needle that is not behind the text.
	i := sort.Search(len(s.sorted), func(i int) bool { return s.sorted[i] > text }) - 1
	for i >= 0 && !strings.HasPrefix(text, s.sorted[i]) {
		i = int(s.inner[i])
	}
	if i < 0 {
		return 0
	}
	return len(s.sorted[i])
}

// In tells whether a text has one of the needles in it.
func (s *Set) In(text string) bool {
	for i := range len(text) {
		if s.at(text[i:]) > 0 {
			return true
		}
	}
	return false
}

// Replace puts a word in the place of every stretch that needles cover, also
// where they overlap.
func (s *Set) Replace(text, word string) string {
	if len(s.sorted) == 0 {
		return text
	}
	var b strings.Builder
	done, end := 0, 0 // what is written, and where the stretch ends
	for i := range len(text) {
		n := s.at(text[i:])
		if n == 0 {
			continue
		}
		if i > end || end == 0 {
			b.WriteString(text[done:i])
			b.WriteString(word)
		}
		end = max(end, i+n)
		done = end
	}
	return b.String() + text[done:]
}
