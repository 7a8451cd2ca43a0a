package logs

import "strings"

// secretNames are the ends of names whose values are secret. Authelia's own list
// is key, secret, password, token and certificate_chain.
var secretNames = [...]string{"password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "private_key", "privatekey", "certificate_chain", "authorization", "cookie", "rediscli_auth", "masterauth", "credential", "credentials", "authelia_session"}

// maskValues covers what stands behind the name of a secret and =, => or a colon,
// and what stands behind it in quotes.
func maskValues(s string) string {
	var b strings.Builder
	done := 0
	for i := 1; i < len(s); i++ {
		start, whole := valueAt(s, i, done)
		if start < 0 {
			continue
		}
		end := valueEnd(s, start, whole)
		b.WriteString(s[done:start])
		b.WriteString(dots)
		done = end
		i = end - 1
	}
	b.WriteString(s[done:])
	return b.String()
}

// valueAt is where a secret begins whose name ends in front of i, and whether it
// may go to the end of the line; -1 where there is none. What stands in front of
// floor is masked already.
func valueAt(s string, i, floor int) (start int, whole bool) {
	bare := s[i] == '"' || s[i] == '\'' || s[i] == '`'
	if s[i] != '=' && s[i] != ':' && (!bare || s[i-1] != ' ') {
		return -1, false
	}
	name, quote := nameBefore(s, i, floor)
	if name == "" || !isSecretName(name) {
		return -1, false
	}
	if s[i] != '=' && quote == '\'' && strings.Contains(name, ".") {
		return -1, false // Authelia's words about an option: 'session.redis.password': it's …
	}
	if bare {
		return i, false
	}
	start = i + 1
	if s[i] == '=' && start < len(s) && s[start] == '>' {
		start++
	}
	for start < len(s) && s[start] == ' ' {
		start++
	}
	if start == len(s) {
		return -1, false
	}
	return start, s[i] == ':' && quote == 0 || isUpper(name)
}

// nameBefore is the name that ends in front of s[i], and the quote around it.
func nameBefore(s string, i, floor int) (name string, quote byte) {
	end := i
	for end > floor && s[end-1] == ' ' {
		end--
	}
	if end > floor && (s[end-1] == '"' || s[end-1] == '\'') {
		quote = s[end-1]
		end--
		if end > floor && s[end-1] == '\\' {
			end--
		}
	}
	start := end
	for start > floor && isNameByte(s[start-1]) {
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
		// Inside JSON in JSON, a quote that belongs to the value has three backslashes.
		for i := start + 2; i+1 < len(s); i++ {
			if s[i] == '\\' && s[i+1] == s[start+1] && s[i-1] != '\\' {
				return i + 2
			}
		}
		return len(s)
	}
	if quote == '"' || quote == '\'' || quote == '`' {
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
