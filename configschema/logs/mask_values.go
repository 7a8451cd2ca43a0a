package logs

import (
	"regexp"
	"strings"
)

var (
	// assignment is the name of a secret, and =, =>, a colon or a quote behind it.
	// Authelia's own names end with key, secret, password, token and certificate_chain.
	// A name that ends in _FILE has a path; where it has none, the rule about paths
	// covers it.
	assignment = regexp.MustCompile(`(?i)([a-z0-9_.-]*(?:password|passwd|passphrase|pass|pwd|secret|token|private_key|privatekey|certificate_chain|authorization|cookie|` +
		"rediscli_auth|masterauth|credentials?|authelia_session))(?:\\\\?([\"']))?(?: *(=>?|:) *| +([\"'`]))")
	// quotedValue is a value with the quotes around it, or as much of one as there is.
	// In JSON in JSON, a quote that belongs to the value has three backslashes.
	quotedValue = regexp.MustCompile(`\A(?:\\"(?:\\"|.*?[^\\]\\"|.*)|\\'(?:\\'|.*?[^\\]\\'|.*)|"(?:\\.|[^"\\])*(?:"|.*)|'[^']*'?|` + "`[^`]*`?)")
)

// maskValues covers what stands behind the name of a secret and =, => or a colon,
// and what stands behind it in quotes.
func maskValues(s string) string {
	return cover(s, assignment, func(at []int) (start, end int) {
		name, quote, sign := s[at[2]:at[3]], sub(s, at, 2), sub(s, at, 3)
		switch {
		case sign == "": // a quote
			return at[8], valueEnd(s, at[8], false)
		case at[1] == len(s):
			return -1, 0
		case sign == ":" && quote == "'" && strings.Contains(name, "."):
			return -1, 0 // Authelia's words about an option: 'session.redis.password': it's …
		}
		return at[1], valueEnd(s, at[1], sign == ":" && quote == "" || name == strings.ToUpper(name))
	})
}

// sub is what a group of a match has found.
func sub(s string, at []int, group int) string { return s[max(at[2*group], 0):max(at[2*group+1], 0)] }

// valueEnd is where a value ends that begins at start: at its closing quote, at
// a blank, or, for values that may hold blanks, at the end of the line.
func valueEnd(s string, start int, whole bool) int {
	if quoted := quotedValue.FindString(s[start:]); quoted != "" {
		return start + len(quoted)
	}
	if length := strings.IndexAny(s[start:], ` "`); length >= 0 && !whole {
		return start + length
	}
	return len(s)
}
