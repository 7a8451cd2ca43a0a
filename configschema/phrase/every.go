package phrase

import "strings"

// The marks around what is said in several languages at once. They are printed signs,
// because control characters are taken out of many texts, and ones that nobody writes.
const (
	opens   = "⸢"
	divides = "⸽"
	closes  = "⸣"
)

// Every speaks several languages at once: what it says is told apart by Only. It is for
// what is found out once and shown in each language, such as a connection test.
func Every(languages ...Language) Language {
	return func(english string) string {
		said := make([]string, len(languages))
		for i, l := range languages {
			said[i] = l.Say(Text(english))
		}
		return opens + strings.Join(said, divides) + closes
	}
}

// Only is what a text of Every says in the language of that number. A text without marks
// stays as it is; one whose marks were cut off, or came from elsewhere, loses them.
func Only(language int, text string) string {
	if !strings.Contains(text, opens) {
		return strings.NewReplacer(divides, "", closes, "").Replace(text)
	}
	said, _ := only(language, text, false)
	return strings.TrimSpace(said) // a place that was filled with nothing leaves a space
}

// only reads up to the end of the text, or of the sentence that it is within, and gives
// what follows.
func only(language int, text string, within bool) (said, rest string) {
	var out strings.Builder
	for part := 0; text != ""; {
		at := strings.IndexAny(text, opens+divides+closes)
		if at < 0 {
			at = len(text)
		}
		wanted := !within || part == language
		if wanted {
			out.WriteString(text[:at])
		}
		if text = text[at:]; text == "" {
			break
		}
		mark := text[:len(opens)]
		switch text = text[len(mark):]; mark {
		case opens:
			inner, after := only(language, text, true)
			if text = after; wanted {
				out.WriteString(inner)
			}
		case divides:
			part++
		case closes:
			if within {
				return strings.TrimSpace(out.String()), text
			}
		}
	}
	return out.String(), ""
}
