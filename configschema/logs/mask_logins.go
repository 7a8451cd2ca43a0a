package logs

import "strings"

// maskLogins covers the password of each user:password@, in a URL or without a
// scheme in front, as it gets into the option host. In a URL everything in front
// of the @ is covered where a password cannot be told apart.
func maskLogins(s string) string {
	if strings.IndexByte(s, '@') < 0 {
		return s
	}
	var b strings.Builder
	word := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && strings.IndexByte(" \t\"'`", s[i]) < 0 {
			continue
		}
		maskLogin(&b, s[word:i])
		if i < len(s) {
			b.WriteByte(s[i])
		}
		word = i + 1
	}
	return b.String()
}

// maskLogin writes a word without the password in it.
func maskLogin(b *strings.Builder, word string) {
	at := strings.LastIndexByte(word, '@')
	if at < 0 {
		b.WriteString(word)
		return
	}
	start := 0
	scheme := strings.Index(word[:at], "://")
	if scheme >= 0 {
		start = scheme + len("://")
	}
	colon := strings.IndexByte(word[start:at], ':')
	switch {
	case colon >= 0:
		start += colon + 1
	case scheme >= 0:
		b.WriteString(word[:start])
		b.WriteByte(':')
		b.WriteString(dots)
		b.WriteString(word[at:])
		return
	default: // a mail address
		b.WriteString(word)
		return
	}
	b.WriteString(word[:start])
	b.WriteString(dots)
	b.WriteString(word[at:])
}
