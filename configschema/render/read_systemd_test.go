package render

import (
	"strings"
	"testing"
)

func readSystemd(t *testing.T, r Rendering) deployed {
	a := deployed{env: map[string]string{}, files: map[string]string{}}
	unit, _ := file(r, "authelia.service.d/redis.conf")
	ours := folder(r, "secrets", "/etc/authelia/secrets")
	mounted := map[string]string{}
	if text, ok := file(r, "redis.yml"); ok {
		mounted["/etc/authelia/redis.yml"] = text
	}
	var arguments []string
	for _, line := range strings.Split(unit, "\n") {
		name, value, _ := strings.Cut(line, "=")
		switch name {
		case "Environment":
			for _, word := range unitWords(t, value) {
				name, value, _ := strings.Cut(specified(t, word), "=")
				a.env[name] = value
			}
		case "LoadCredential":
			id, path, _ := strings.Cut(value, ":")
			secret, ok := ours[path]
			if !ok {
				t.Errorf("the credential %s has no file", id)
			}
			a.files["/run/credentials/authelia.service/"+id] = secret
		case "ExecStart":
			arguments = nil
			if words := unitWords(t, value); len(words) > 0 {
				arguments = words[1:]
			}
		case "", "[Service]":
		default:
			t.Errorf("an unexpected line: %s", line)
		}
	}
	a.configurations = named(t, "", arguments, mounted)
	if own, ok := file(r, "session.redis.yml"); ok {
		a.configurations = append(a.configurations, own)
	}
	return a
}

// unitWords splits a value as systemd.syntax(7) has it.
func unitWords(t *testing.T, s string) (words []string) {
	for s = strings.TrimLeft(s, " "); s != ""; s = strings.TrimLeft(s, " ") {
		var word strings.Builder
		quote := byte(0)
		i := 0
		for ; i < len(s) && (quote != 0 || s[i] != ' '); i++ {
			switch c := s[i]; {
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote && quote != 0:
				quote = 0
			case c == '\\':
				i++
				if !strings.ContainsRune(`\"'`, rune(s[i])) {
					t.Errorf("an escape %q", s[i-1:i+1])
				}
				word.WriteByte(s[i])
			default:
				word.WriteByte(c)
			}
		}
		if quote != 0 {
			t.Errorf("quotes are not closed in %q", s)
		}
		words, s = append(words, word.String()), s[i:]
	}
	return words
}

// specified replaces the specifiers of a unit file.
func specified(t *testing.T, s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out.WriteByte(s[i])
			continue
		}
		i++
		switch {
		case i < len(s) && s[i] == '%':
			out.WriteByte('%')
		case i < len(s) && s[i] == 'd':
			out.WriteString("/run/credentials/authelia.service")
		default:
			t.Errorf("an unknown specifier in %q", s)
		}
	}
	return out.String()
}
