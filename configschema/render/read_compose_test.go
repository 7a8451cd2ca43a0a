package render

import (
	"strings"
	"testing"
)

// interpolated does what Compose does to every text of its file, by the rules
// of its documentation; no variable is set.
func interpolated(t *testing.T, s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '$' {
			out.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '$' {
			i++
			out.WriteByte('$')
			continue
		}
		t.Errorf("a single dollar sign in %q", s)
	}
	return out.String()
}

func readCompose(t *testing.T, r Rendering) deployed {
	text, ok := file(r, "compose.override.yml")
	if !ok {
		return deployed{}
	}
	var c struct {
		Services struct {
			Authelia struct {
				Image       string
				Environment map[string]string
				Command     []string
				Secrets     []string
				Configs     []struct{ Source, Target string }
				Volumes     []struct{ Type, Source, Target string }
			}
		}
		Configs map[string]struct{ Content string }
		Secrets map[string]struct{ File string }
	}
	strictly(t, text, &c)
	a := deployed{env: map[string]string{}, files: map[string]string{}}
	service := c.Services.Authelia
	for name, value := range service.Environment {
		a.env[name] = interpolated(t, value)
	}
	ours := folder(r, "secrets", "./secrets")
	for _, name := range service.Secrets {
		secret, ok := ours[c.Secrets[name].File]
		if !ok {
			t.Errorf("the secret %s has no file", name)
		}
		a.files["/run/secrets/"+name] = secret
	}
	mounted := map[string]string{}
	for _, config := range service.Configs {
		mounted[config.Target] = interpolated(t, c.Configs[config.Source].Content)
	}
	a.configurations = named(t, a.env["X_AUTHELIA_CONFIG"], service.Command, mounted)
	if own, ok := file(r, "session.redis.yml"); ok {
		a.configurations = append(a.configurations, own)
	}
	return a
}

// named are the mounted files that Authelia is told to read.
func named(t *testing.T, variable string, arguments []string, mounted map[string]string) (texts []string) {
	if len(arguments) == 2 && arguments[0] == "--config" {
		variable = arguments[1]
	}
	count := 0
	for _, name := range strings.Split(variable, ",") {
		if text, ok := mounted[name]; ok {
			texts = append(texts, text)
			count++
		}
	}
	if count != len(mounted) {
		t.Errorf("of %d mounted files, Authelia reads %d", len(mounted), count)
	}
	return texts
}
