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
	s = maskLogins(s)
	s = maskBehind(s, "with args beginning with:")
	s = maskSessions(s)
	for _, word := range [...]string{"requirepass", "masterauth", "auth-pass", "sentinel-pass", "tls-key-file-pass", "tls-client-key-file-pass", "masteruser", "setuser", "-a", "--pass", "--requirepass"} {
		s = maskDirective(s, word)
	}
	s = maskCommands(s)
	s = maskFlags(s)
	s = maskBearer(s)
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
	var b strings.Builder
	for {
		front, rest, found := strings.Cut(s, prefix)
		if !found {
			b.WriteString(s)
			return b.String()
		}
		end := 0
		for end < len(rest) && strings.IndexByte(" \t\"'`,)", rest[end]) < 0 {
			end++
		}
		id := rest[:end]
		s = rest[end:]
		b.WriteString(front)
		b.WriteString(prefix)
		if id != "" && id != "*" && !strings.HasPrefix(id, "authelia-") {
			id = dots
		}
		b.WriteString(id)
	}
}
