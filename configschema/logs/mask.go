package logs

import (
	"regexp"
	"strings"

	"redis-wizard/configschema/userinfo"
)

// dots stand for a secret, however long it is.
const dots = "••••••"

// mask takes secrets out of a line: what stands behind the name of a secret,
// passwords in URLs, keys in PEM form, what a server repeats of a command, and
// the keys of sessions. A password that stands in the place of a secret's path
// (F04) is one as well.
func mask(s string) string {
	s = pemBlock.ReplaceAllLiteralString(s, dots)
	s = maskPath(s)
	s = loginWord.ReplaceAllStringFunc(s, maskLogin)
	s = repeated.ReplaceAllString(s, "$1 "+dots)
	s = session.ReplaceAllStringFunc(s, maskSession)
	return maskValues(maskCommands(s))
}

const sessionPrefix = "authelia-session:"

var (
	// A PEM block, or the part of one that is on this line.
	pemBlock  = regexp.MustCompile(`-----BEGIN(?:.*-----END(?:.*?-----|.*)|.*)`)
	loginWord = regexp.MustCompile("[^ \t\"'`]*@[^ \t\"'`]*")
	repeated  = regexp.MustCompile(`(?i)(with args beginning with:)\s*\S.*`)
	// Whoever has the id of a session has the session.
	session    = regexp.MustCompile(sessionPrefix + "[^ \t\"'`,)]+")
	secretPath = regexp.MustCompile(`(?i)secret path (?:(.*?) +into key|([^ ]*))`)
)

// maskLogin covers the password of user:password@, in a URL or without a scheme in
// front, as it gets into the option host. In a URL everything in front of the @ is
// covered where a password cannot be told apart.
func maskLogin(word string) string {
	scheme, login, rest := userinfo.Split(word)
	user, _, ok := strings.Cut(login, ":")
	switch {
	case ok:
	case scheme != "":
		user = ""
	default: // a mail address
		return word
	}
	return scheme + user + ":" + dots + "@" + rest
}

// maskSession covers the id of a session, but for those of Authelia's own probe.
func maskSession(key string) string {
	if id := strings.TrimPrefix(key, sessionPrefix); id == "*" || strings.HasPrefix(id, "authelia-") {
		return key
	}
	return sessionPrefix + dots
}

// maskPath covers what was given as the path of a secret and is none.
func maskPath(s string) string {
	found := secretPath.FindStringSubmatch(s)
	if found == nil {
		return s
	}
	path := found[1] + found[2]
	if bare := strings.Trim(path, `"'\`); bare == "" || isPath(bare) {
		return s
	}
	return strings.ReplaceAll(s, path, dots) // again behind "open"
}

// isPath tells a path of a file from a secret: it is absolute, and has a folder.
func isPath(s string) bool {
	return strings.HasPrefix(s, "/") && strings.Count(s, "/") > 1 && !strings.ContainsAny(s, " +=") && !strings.Contains(s, "//")
}

// cover puts dots in the place of every secret that stands where value says at a
// match of the pattern, by its submatches; a negative start says that there is none.
func cover(s string, pattern *regexp.Regexp, value func(at []int) (start, end int)) string {
	var b strings.Builder
	done := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(s, -1) {
		if at[0] < done {
			continue
		}
		if start, end := value(at); start >= 0 {
			b.WriteString(s[done:start] + dots)
			done = end
		}
	}
	return b.String() + s[done:]
}
