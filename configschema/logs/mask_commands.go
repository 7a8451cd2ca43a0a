package logs

import (
	"regexp"
	"strings"
)

var (
	// The words of redis.conf and of command lines that a secret stands behind.
	directive = regexp.MustCompile("(?i)(^|[ '\"`>(])(?:requirepass|masterauth|auth-pass|sentinel-pass|tls-key-file-pass|tls-client-key-file-pass|masteruser|setuser|-a|--pass|--requirepass)(['\"`>(]?) ")

	// AUTH and HELLO as MONITOR, redis-cli and people who quote them print them: as the
	// command of which the rest of the line are the arguments, or inside another text.
	// HELLO 3 AUTH is found by its AUTH. Behind redis-cli, small letters count as well.
	wholeCommand = regexp.MustCompile(`(?i)(?:"(?:auth|hello)"|(?:^|> )auth) `)
	partCommand  = regexp.MustCompile("(?:'(?i:auth|hello)'|`(?i:auth|hello)`|[ \"'`([{:,=>]AUTH) +")
	typedCommand = regexp.MustCompile("(?i)(?:'(?:auth|hello)'|`(?:auth|hello)`|[ \"'`([{:,=>]auth) +")

	flag    = regexp.MustCompile("(?:^|[ '\"`(])-a")
	bearer  = regexp.MustCompile(`(?i)(?:^|[^A-Za-z0-9_.-])(?:bearer|basic) `)
	aclRule = regexp.MustCompile(`[ '"][><!]([^ ><][^ '"]*)`)

	// What makes a sentence of a word and what follows it, and no value.
	prose       = regexp.MustCompile(`(?i)^ ?(?:(?:is|in|to|of|and|or|for|was)(?: |$)|directive|option)`)
	aboutAuth   = regexp.MustCompile(`(?i)^ *(?:<password>|<user|(?:failed|fails|failure|commands?|errors?|returned|called|reply|but|with|before|after|without|from|on|at|as|if|when|first|again|response|request|phase|step|not|needs|required)[.,:;!"']*(?: |$))`)
	aboutBearer = regexp.MustCompile(`(?i)^(?:tokens?|auth|authentication|authorization|scheme|is|realm|)[.,:;"')]*$`)
	smallWord   = regexp.MustCompile(`^[a-z\-,.)]*$`)
	// What came of a command, behind its first argument.
	reply = regexp.MustCompile(`^ -?(?:>|=>|→|and|or|then|failed|returned|answered|gave|got|from|on|at|with|WRONGPASS|ERR|NOAUTH|NOPERM|\(error\)|\+?OK|SETNAME|)[.,:;!"']*(?: |$)`)

	bareArgument = regexp.MustCompile(`^(?:[^ "]|"+[^ ",}\])])*`)
)

// maskCommands covers what follows a word of a command that a secret stands behind.
func maskCommands(s string) string {
	s = maskDirective(s)
	typed := strings.Contains(lower(s), "-cli ")
	s = cover(s, wholeCommand, func(at []int) (int, int) {
		if speaksOfAuth(s[at[1]:]) {
			return -1, 0
		}
		return at[1], len(s)
	})
	part := partCommand
	if typed {
		part = typedCommand
	}
	s = cover(s, part, func(at []int) (int, int) {
		if speaksOfAuth(s[at[1]:]) {
			return -1, 0
		}
		end := argumentEnd(s, at[1])
		if end < len(s) && s[end] == ' ' && !reply.MatchString(s[end:]) { // AUTH user password
			end = argumentEnd(s, end+1)
		}
		return at[1], end
	})
	// A password right behind its flag: -aPASSWORD. Words in small letters count only
	// on a line of redis-cli, as other programs have flags such as -all.
	typed = strings.Contains(s, "-cli")
	s = cover(s, flag, func(at []int) (int, int) {
		end := argumentEnd(s, at[1])
		if value := s[at[1]:end]; value == "" || strings.HasPrefix(value, dots) || !typed && smallWord.MatchString(value) {
			return -1, 0
		}
		return at[1], end
	})
	// The token behind the word Bearer, and a login in Base64 behind the word Basic.
	s = cover(s, bearer, func(at []int) (int, int) {
		end := argumentEnd(s, at[1])
		if aboutBearer.MatchString(s[at[1]:end]) {
			return -1, 0
		}
		return at[1], end
	})
	return maskRules(s)
}

// maskDirective covers the rest of the line behind a directive that stands by itself,
// with its quotes.
func maskDirective(s string) string {
	for _, at := range directive.FindAllStringSubmatchIndex(s, -1) {
		before, after := sub(s, at, 1), sub(s, at, 2)
		if (after == "" || before == after) && !prose.MatchString(s[at[1]:]) {
			return s[:at[1]] + dots
		}
	}
	return s
}

// speaksOfAuth tells a sentence about the command from its arguments.
func speaksOfAuth(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest == "" || prose.MatchString(rest) || aboutAuth.MatchString(rest)
}

// argumentEnd is where an argument ends that begins at start: behind its closing
// quote, at a blank, or at a quote in which the whole command stands.
func argumentEnd(s string, start int) int {
	if start < len(s) && strings.IndexByte(`"'\`, s[start]) >= 0 {
		return valueEnd(s, start, false)
	}
	return start + len(bareArgument.FindString(s[start:]))
}

// maskRules covers the passwords among the rules of an ACL user: >password,
// #hash, and their opposites.
func maskRules(s string) string {
	small := lower(s)
	if !strings.Contains(small, "user ") && !strings.Contains(small, "acl") && !strings.Contains(small, "operation") {
		return s
	}
	return cover(s, aclRule, func(at []int) (int, int) {
		if strings.HasPrefix(s[at[2]-1:], "<password>") {
			return -1, 0
		}
		return at[2], at[3]
	})
}
