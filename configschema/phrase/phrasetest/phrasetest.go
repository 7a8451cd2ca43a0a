// Package phrasetest has a language for tests, in which one can see what was not
// said in it. It is for tests alone.
package phrasetest

import "strings"

// Marked is English between marks. It is a phrase.Language.
func Marked(english string) string { return "«" + english + "»" }

// Unsaid is what a text has outside the marks: the words that nobody asked the
// language for. Marks within marks are words that were said before they were put
// into a place. Blanks around it do not count.
func Unsaid(text string) string {
	var out strings.Builder
	depth := 0
	for _, r := range text {
		switch r {
		case '«':
			depth++
		case '»':
			depth--
		default:
			if depth == 0 {
				out.WriteRune(r)
			}
		}
	}
	return strings.TrimSpace(out.String())
}

// English takes the marks off.
func English(text string) string { return strings.NewReplacer("«", "", "»", "").Replace(text) }
