package logs

import "strings"

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
		if start > 0 && strings.IndexByte(" '\"`>(", s[start-1]) < 0 {
			continue
		}
		if start > 0 && end < len(s) && s[start-1] == s[end] && s[end] != ' ' {
			end++ // its closing quote
		}
		if end < len(s) && s[end] == ' ' && !prose(small[end:]) {
			return s[:end] + " " + dots
		}
	}
}

// prose tells a sentence about a word from a value behind it.
func prose(rest string) bool {
	rest = strings.TrimPrefix(rest, " ")
	word, _, _ := strings.Cut(rest[:min(len(rest), 16)], " ")
	switch word {
	case "is", "in", "to", "of", "and", "or", "for", "was":
		return true
	}
	return strings.HasPrefix(rest, "directive") || strings.HasPrefix(rest, "option")
}

// maskCommands covers the arguments of AUTH and HELLO, as MONITOR, redis-cli and
// people who quote them print them. The rest of the line is covered where it is
// the command's, and the user's name and the password inside another text.
func maskCommands(s string) string {
	small := lower(s)
	typed := strings.Contains(small, "-cli ") // behind redis-cli, small letters count as well
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); {
		next := strings.IndexAny(small[i:], "ah")
		if next < 0 {
			break
		}
		i += next
		end, whole := commandAt(s, small, i, typed)
		if end < 0 {
			i++
			continue
		}
		start := end
		for start < len(s) && s[start] == ' ' {
			start++
		}
		switch {
		case start == len(s) || start == end || speaksOfAuth(small[start:]):
			i = end
			continue
		case whole:
			b.WriteString(s[done:end])
			b.WriteByte(' ')
			b.WriteString(dots)
			return b.String()
		}
		b.WriteString(s[done:start])
		b.WriteString(dots)
		done = argumentEnd(s, start)
		if done < len(s) && s[done] == ' ' && !isReply(s[done+1:]) { // AUTH user password
			done = argumentEnd(s, done+1)
		}
		i = done
	}
	b.WriteString(s[done:])
	return b.String()
}

// commandAt is where the word AUTH or HELLO that begins at i ends, with its quote;
// -1 when there is none. whole tells that what follows is its arguments alone.
func commandAt(s, small string, i int, typed bool) (end int, whole bool) {
	auth := strings.HasPrefix(small[i:], "auth")
	if end = i + len("auth"); !auth {
		if !strings.HasPrefix(small[i:], "hello") {
			return -1, false
		}
		end = i + len("hello")
	}
	if end == len(s) {
		return -1, false
	}
	before := byte(' ')
	if i > 0 {
		before = s[i-1]
	}
	switch {
	case before == '"' && s[end] == '"', before == '\'' && s[end] == '\'', before == '`' && s[end] == '`':
		if end++; before == '"' {
			return end, true
		}
		return end, false
	case s[end] != ' ' || !auth:
		return -1, false // HELLO 3 says nothing, and HELLO 3 AUTH is found by its AUTH
	case i == 0, strings.HasSuffix(s[:i], "> "):
		return end, true
	case strings.IndexByte(" \"'`([{:,=>", before) >= 0 && (typed || s[i:end] == "AUTH"):
		return end, false
	}
	return -1, false
}

// speaksOfAuth tells a sentence about the command from its arguments.
func speaksOfAuth(rest string) bool {
	if strings.HasPrefix(rest, "<password>") || strings.HasPrefix(rest, "<user") || prose(rest) {
		return true
	}
	word, _, _ := strings.Cut(rest[:min(len(rest), 16)], " ")
	switch strings.TrimRight(word, ".,:;!\"'") {
	case "failed", "fails", "failure", "command", "commands", "error", "errors", "returned", "called", "reply", "but", "with", "before", "after", "without", "fails.",
		"from", "on", "at", "as", "if", "when", "first", "again", "response", "request", "phase", "step", "not", "needs", "required":
		return true
	}
	return false
}

// isReply tells that a word is what came of a command, and no argument of it.
func isReply(rest string) bool {
	word, _, _ := strings.Cut(rest[:min(len(rest), 16)], " ")
	switch strings.TrimPrefix(strings.TrimRight(word, ".,:;!\"'"), "-") {
	case "", ">", "=>", "→", "and", "or", "then", "failed", "returned", "answered", "gave", "got", "from", "on", "at", "with", "WRONGPASS", "ERR", "NOAUTH", "NOPERM", "(error)", "OK", "+OK", "SETNAME":
		return true
	}
	return false
}

// argumentEnd is where an argument ends that begins at start: behind its closing
// quote, at a blank, or at a quote in which the whole command stands.
func argumentEnd(s string, start int) int {
	if start < len(s) && (s[start] == '"' || s[start] == '\'' || s[start] == '\\') {
		return valueEnd(s, start, false)
	}
	for i := start; i < len(s); i++ {
		switch {
		case s[i] == ' ':
			return i
		case s[i] == '"' && (i+1 == len(s) || strings.IndexByte(" ,}])", s[i+1]) >= 0):
			return i
		}
	}
	return len(s)
}

// maskFlags covers a password that stands right behind its flag, as in -aPASSWORD.
// Words in small letters count only on a line of redis-cli: other programs have
// flags such as -all.
func maskFlags(s string) string {
	typed := strings.Contains(s, "-cli")
	var b strings.Builder
	done := 0
	for i := 0; i+2 < len(s); i++ {
		if s[i] != '-' || s[i+1] != 'a' || i > 0 && strings.IndexByte(" '\"`(", s[i-1]) < 0 {
			continue
		}
		end := argumentEnd(s, i+2)
		if value := s[i+2 : end]; strings.HasPrefix(value, " ") || value == "" || strings.HasPrefix(value, dots) || !typed && smallLetters(value) {
			continue
		}
		b.WriteString(s[done : i+2])
		b.WriteString(dots)
		done = end
		i = end - 1
	}
	b.WriteString(s[done:])
	return b.String()
}

// smallLetters tells whether a text looks like a word of a language.
func smallLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < 'a' || s[i] > 'z') && s[i] != '-' && s[i] != ',' && s[i] != '.' && s[i] != ')' {
			return false
		}
	}
	return true
}

// maskBearer covers the token behind the word Bearer, and a login in Base64 behind
// the word Basic.
func maskBearer(s string) string {
	small := lower(s)
	if !strings.Contains(small, "bearer ") && !strings.Contains(small, "basic ") {
		return s
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		length := len("bearer ")
		if !strings.HasPrefix(small[i:], "bearer ") {
			if length = len("basic "); !strings.HasPrefix(small[i:], "basic ") {
				continue
			}
		}
		if i > 0 && isNameByte(s[i-1]) {
			continue
		}
		start := i + length
		end := argumentEnd(s, start)
		switch strings.TrimRight(small[start:end], ".,:;\"')") {
		case "", "token", "tokens", "auth", "authentication", "authorization", "scheme", "is", "realm":
			continue
		}
		b.WriteString(s[done:start])
		b.WriteString(dots)
		done = end
		i = end - 1
	}
	b.WriteString(s[done:])
	return b.String()
}

// maskRules covers the passwords among the rules of an ACL user: >password,
// #hash, and their opposites.
func maskRules(s string) string {
	small := lower(s)
	if !strings.Contains(small, "user ") && !strings.Contains(small, "acl") && !strings.Contains(small, "operation") {
		return s
	}
	var b strings.Builder
	done := 0
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
			b.WriteString(s[done : i+1])
			b.WriteString(dots)
			done = end
			i = end - 1
		}
	}
	b.WriteString(s[done:])
	return b.String()
}
