package logs

import "strings"

// dots stand for a secret, however long it is.
const dots = "••••••"

// mask takes secrets out of a line: what stands behind the name of a secret,
// passwords in URLs, keys in PEM form, what a server repeats of a command, and
// the keys of sessions. A password that stands in the place of a secret's path
// (F04) is one as well.
func mask(s string) string {
	s = maskPEM(s)
	s = maskPath(s)
	s = maskURLs(s)
	s = maskLogins(s)
	s = maskBehind(s, "with args beginning with:")
	s = maskSessions(s)
	for _, word := range [...]string{"requirepass", "masterauth", "auth-pass", "sentinel-pass", "tls-key-file-pass", "tls-client-key-file-pass", "masteruser", "setuser", "-a", "--pass", "--requirepass"} {
		s = maskDirective(s, word)
	}
	s = maskCommand(s)
	s = maskRules(s)
	return maskValues(s)
}

// maskPEM covers a PEM block, or the part of one that is on this line.
func maskPEM(s string) string {
	begin := strings.Index(s, "-----BEGIN")
	if begin < 0 {
		return s
	}
	const end = "-----END"
	stop := strings.LastIndex(s, end)
	if stop < begin {
		return s[:begin] + dots
	}
	rest := s[stop+len(end):]
	if _, after, ok := strings.Cut(rest, "-----"); ok {
		return s[:begin] + dots + after
	}
	return s[:begin] + dots
}

// maskPath covers what was given as the path of a secret and is none.
func maskPath(s string) string {
	const words = "secret path "
	start := strings.Index(lower(s), words)
	if start < 0 {
		return s
	}
	start += len(words)
	path, _, ok := strings.Cut(s[start:], " into key")
	if !ok {
		path, _, _ = strings.Cut(s[start:], " ")
	}
	if bare := strings.Trim(path, `"'\`); bare == "" || isPath(bare) {
		return s
	}
	return strings.ReplaceAll(s, path, dots) // again behind "open"
}

// isPath tells a path of a file from a secret: it is absolute, and has a folder.
func isPath(s string) bool {
	return strings.HasPrefix(s, "/") && strings.Count(s, "/") > 1 && !strings.ContainsAny(s, " +=") && !strings.Contains(s, "//")
}

// maskURLs covers the password of each user:password@ in a URL, and everything
// in front of an @ where it cannot be told apart.
func maskURLs(s string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], "://")
		if i < 0 {
			return s
		}
		start := at + i + len("://")
		end := start
		for end < len(s) && !strings.ContainsRune(" \t\"'`<>", rune(s[end])) {
			end++
		}
		last := strings.LastIndexByte(s[start:end], '@')
		if last < 0 {
			at = start
			continue
		}
		user, _, _ := strings.Cut(s[start:start+last], ":")
		if !strings.Contains(s[start:start+last], ":") {
			user = ""
		}
		hidden := user + ":" + dots
		s = s[:start] + hidden + s[start+last:]
		at = start + len(hidden)
	}
}

// maskLogins covers the password of user:password@host without a scheme in
// front, as it gets into the option host.
func maskLogins(s string) string {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '@')
		if i < 0 {
			return s
		}
		stop := at + i
		start := strings.LastIndexAny(s[:stop], " \t\"'`(") + 1
		at = stop + 1
		colon := strings.IndexByte(s[start:stop], ':')
		if colon < 0 || strings.HasSuffix(s[start:stop], dots) {
			continue // a mail address, or already done
		}
		colon += start + 1
		s = s[:colon] + dots + s[stop:]
		at = colon + len(dots) + 1
	}
}

// maskBehind covers the rest of the line behind some words.
func maskBehind(s, words string) string {
	if i := strings.Index(lower(s), words); i >= 0 && strings.TrimSpace(s[i+len(words):]) != "" {
		return s[:i+len(words)] + " " + dots
	}
	return s
}

// maskSessions covers the ids of sessions: whoever has one has the session.
func maskSessions(s string) string {
	const prefix = "authelia-session:"
	for at := 0; ; {
		i := strings.Index(s[at:], prefix)
		if i < 0 {
			return s
		}
		start := at + i + len(prefix)
		end := start
		for end < len(s) && !strings.ContainsRune(" \t\"'`,)", rune(s[end])) {
			end++
		}
		at = end
		if id := s[start:end]; id != "" && id != "*" && !strings.HasPrefix(id, "authelia-") {
			s = s[:start] + dots + s[end:]
			at = start + len(dots)
		}
	}
}

// maskDirective covers the rest of the line behind a word of redis.conf or of a
// command line, where that word stands by itself.
func maskDirective(s, word string) string {
	small := lower(s)
	for at := 0; ; {
		i := strings.Index(small[at:], word)
		if i < 0 {
			return s
		}
		start := at + i
		end := start + len(word)
		at = end
		if start > 0 && !strings.ContainsRune(" '\"`>(", rune(s[start-1])) {
			continue
		}
		if end < len(s) && s[end] == ' ' && !prose(small[end:]) {
			return s[:end] + " " + dots
		}
	}
}

// prose tells a sentence about a word from a value behind it.
func prose(rest string) bool {
	for _, word := range [...]string{" is ", " in ", " to ", " of ", " and ", " or ", " for ", " was ", " directive", " option"} {
		if strings.HasPrefix(rest+" ", word) {
			return true
		}
	}
	return false
}

// maskCommand covers the arguments of AUTH and HELLO, as MONITOR and redis-cli
// print them.
func maskCommand(s string) string {
	small := lower(s)
	for _, word := range [...]string{`"auth" `, `"hello" `, `> auth `, `^auth `} {
		word, atStart := strings.CutPrefix(word, "^")
		i := strings.Index(small, word)
		if i < 0 || atStart && i > 0 || strings.HasPrefix(small[i+len(word):], "<password>") {
			continue
		}
		if strings.TrimSpace(s[i+len(word):]) != "" {
			return s[:i+len(word)] + dots
		}
	}
	return s
}

// maskRules covers the passwords among the rules of an ACL user: >password,
// #hash, and their opposites.
func maskRules(s string) string {
	small := lower(s)
	if !strings.Contains(small, "user ") && !strings.Contains(small, "acl") && !strings.Contains(small, "operation") {
		return s
	}
	for i := 1; i+1 < len(s); i++ {
		switch s[i] {
		case '>', '<', '!':
			before, after := s[i-1], s[i+1]
			if before != ' ' && before != '\'' && before != '"' || after == ' ' || after == '>' || after == '<' || strings.HasPrefix(s[i:], "<password>") {
				continue
			}
			end := i + 1
			for end < len(s) && s[end] != ' ' && s[end] != '\'' && s[end] != '"' {
				end++
			}
			s = s[:i+1] + dots + s[end:]
			i += len(dots)
		}
	}
	return s
}

// secretNames are the ends of names whose values are secret. Authelia's own list
// is key, secret, password, token and certificate_chain.
var secretNames = [...]string{"password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "private_key", "privatekey", "certificate_chain", "authorization", "cookie", "credential", "credentials", "authelia_session"}

// maskValues covers what stands behind the name of a secret and = or a colon.
func maskValues(s string) string {
	for i := 1; i < len(s); i++ {
		if s[i] != '=' && s[i] != ':' {
			continue
		}
		name, quote := nameBefore(s, i)
		if name == "" || !isSecretName(name) {
			continue
		}
		start := i + 1
		for start < len(s) && s[start] == ' ' {
			start++
		}
		if start == len(s) || s[i] == ':' && quote == '\'' && strings.Contains(name, ".") {
			continue // Authelia's words about an option: 'session.redis.password': it's …
		}
		end := valueEnd(s, start, s[i] == ':' && quote == 0 || isUpper(name))
		s = s[:start] + dots + s[end:]
		i = start + len(dots) - 1
	}
	return s
}

// nameBefore is the name that ends in front of s[i], and the quote around it.
func nameBefore(s string, i int) (name string, quote byte) {
	end := i
	for end > 0 && s[end-1] == ' ' {
		end--
	}
	if end > 0 && (s[end-1] == '"' || s[end-1] == '\'') {
		quote = s[end-1]
		end--
		if end > 0 && s[end-1] == '\\' {
			end--
		}
	}
	start := end
	for start > 0 && isNameByte(s[start-1]) {
		start--
	}
	return s[start:end], quote
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_' || c == '-' || c == '.'
}

func isSecretName(name string) bool {
	name = lower(name)
	if strings.HasSuffix(name, "_file") {
		return false // a path; where it is none, the rule about paths covers it
	}
	for _, end := range secretNames {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func isUpper(name string) bool {
	return name == strings.ToUpper(name)
}

// valueEnd is where a value ends that begins at start: at its closing quote, at
// a blank, or, for values that may hold blanks, at the end of the line.
func valueEnd(s string, start int, whole bool) int {
	quote := s[start]
	escaped := quote == '\\' && start+1 < len(s) && (s[start+1] == '"' || s[start+1] == '\'')
	if escaped {
		if i := strings.Index(s[start+2:], s[start:start+2]); i >= 0 {
			return start + 2 + i + 2
		}
		return len(s)
	}
	if quote == '"' || quote == '\'' {
		for i := start + 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && quote == '"':
				i++
			case s[i] == quote:
				return i + 1
			}
		}
		return len(s)
	}
	if whole {
		return len(s)
	}
	for i := start; i < len(s); i++ {
		if s[i] == ' ' || s[i] == '"' {
			return i
		}
	}
	return len(s)
}
