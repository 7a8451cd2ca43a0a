package intake

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// shapes write a password in each form, by the rules of that form.
var shapes = map[string]func(password string) string{
	"URL": func(p string) string {
		var b strings.Builder
		for _, c := range []byte(p) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
		return "redis://:" + b.String() + "@redis:6379"
	},
	"redis-cli":  func(p string) string { return "redis-cli -h redis -p 6379 -a " + shellQuoted(p) },
	"export":     func(p string) string { return "export " + envRedis + "PASSWORD=" + shellQuoted(p) + "\n" },
	"docker run": func(p string) string { return "docker run -e " + shellQuoted(envRedis+"PASSWORD="+p) + " x" },
	".env": func(p string) string {
		return envRedis + `PASSWORD="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(p) + "\"\n"
	},
	"compose": func(p string) string {
		return "services:\n  a:\n    image: authelia/authelia\n    environment:\n      " + envRedis + "PASSWORD: " + yamlQuoted(strings.ReplaceAll(p, "$", "$$")) + "\n"
	},
	"compose list": func(p string) string {
		return "services:\n  a:\n    image: authelia/authelia\n    environment:\n      - " + yamlQuoted(envRedis+"PASSWORD="+strings.ReplaceAll(p, "$", "$$")) + "\n"
	},
	"kubernetes": func(p string) string {
		return "kind: Pod\nenv:\n  - name: " + envRedis + "PASSWORD\n    value: " + yamlQuoted(p) + "\n"
	},
	"helm": func(p string) string {
		return "configMap:\n  session:\n    redis:\n      enabled: true\n      password:\n        value: " + yamlQuoted(p) + "\n"
	},
	"terraform": func(p string) string {
		return "resource \"docker_container\" \"authelia\" {\n  env = [\n    \"TZ=UTC\",\n    \"" + envRedis + "PASSWORD=" + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${").Replace(p) + "\",\n  ]\n}\n"
	},
	"nix": func(p string) string {
		return "{ environment = {\n  " + envRedis + "PASSWORD = " + nixQuoted(p) + ";\n}; }\n"
	},
	"nix options": func(p string) string {
		return "{ services.authelia.instances.main.settings.session.redis = { host = \"redis\"; password = " + nixQuoted(p) + "; }; }\n"
	},
	"python": func(p string) string {
		return "client.run('authelia/authelia', environment={\n    'TZ': 'UTC',\n    '" + envRedis + "PASSWORD': '" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(p) + "',\n})\n"
	},
	"redis.conf": func(p string) string { return "port 6379\nrequirepass " + redisQuoted(p) + "\n" },
	"users.acl": func(p string) string {
		return "user default off\nuser authelia on " + redisQuoted(">"+p) + " ~* +@all\n"
	},
	"sentinel.conf": func(p string) string {
		return "sentinel monitor m 10.0.0.1 6379 2\nsentinel auth-pass m " + redisQuoted(p) + "\n"
	},
	"env_file": func(p string) string {
		return Join([]configschema.File{{Name: "compose.yml", Text: "services:\n  a:\n    image: authelia/authelia\n    env_file: [a.env]\n"},
			{Name: "a.env", Text: envRedis + `PASSWORD="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(p) + "\"\n"}})
	},
	".env beside": func(p string) string {
		return Join([]configschema.File{{Name: "compose.yml", Text: "services:\n  a:\n    image: authelia/authelia\n    environment:\n      - " + envRedis + "PASSWORD=${PW}\n"},
			{Name: ".env", Text: `PW="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`).Replace(p) + "\"\n"}})
	},
	"configuration": func(p string) string { return "redis:\n  password: " + yamlQuoted(p) + "\n" },
	"options":       func(p string) string { return "host: redis\npassword: " + yamlQuoted(p) + "\n" },
}

func shellQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'" }

func nixQuoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", `\${`).Replace(s) + `"`
}

func redisQuoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func yamlQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Nothing that is typed is lost through an import: each password arrives as it
// was, in every form.
func TestNothingLost(t *testing.T) {
	for _, password := range []string{
		"simple", "p w", "it's", `say "hi"`, `back\slash\n`, "a$b", "$$", "${HOME}", "#hash", "a #b", "100%", "%41", "a@b:c/d?e#f", "a=b=c", "ends with $", " lead", "trail ",
		"`tick`", "!bang", "*star", "&amp", "{{ x }}", "ünï", "🔑", "yes", "0123", "1e3", "~", "null", "-", "a;b|c&d", "^caret^", "a,b", `\`, `"`, "'", "''", "tab\tin",
	} {
		for name, shape := range shapes {
			text := shape(password)
			found, err := Read(t.Context(), Split(text), "4.39", nil)
			if err != nil || found.Result.Values[authelia.KeyPassword] != password {
				t.Errorf("%s: %q arrived as %q: %v %q\n%s", name, password, found.Result.Values[authelia.KeyPassword], err, found.Notes, text)
			}
			for _, note := range found.Notes {
				if len(password) > 5 && strings.Contains(note, password) {
					t.Errorf("%s: %q in %q", name, password, note)
				}
			}
		}
	}
}

func FuzzNothingLost(f *testing.F) {
	f.Add("p w'\"\\$`#%")
	f.Fuzz(func(t *testing.T, password string) {
		if password == "" || strings.IndexFunc(password, func(r rune) bool { return r < ' ' || r > '~' && r < 0xA1 || r == 0xFFFD || r > 0xD7FF }) >= 0 {
			return
		}
		for name, shape := range shapes {
			found, err := Read(t.Context(), Split(shape(password)), "4.39", nil)
			if err == nil && found.Result.Values[authelia.KeyPassword] != password {
				t.Errorf("%s: %q arrived as %q", name, password, found.Result.Values[authelia.KeyPassword])
			}
		}
	})
}

// Texts that are made to cost much are read, or refused as more than is read;
// TestGrowth counts what they cost.
func TestHostile(t *testing.T) {
	full := func(head, part string) string {
		return head + strings.Repeat(part, (configschema.MaxInput-1000-len(head))/len(part))
	}
	for name, text := range map[string]string{
		"references":    full(envRedis+"HOST=", "${"),
		"variables":     full("", envRedis+"PASSWORD_FILE=x\n"),
		"one name":      envRedis + full("HOST", "A") + "=1",
		"hosts":         full("redis://", "a,"),
		"parameters":    full("redis://a?", "b&"),
		"quotes":        full("", "export "+envRedis+"HOST='\n"),
		"list":          full("", "- "+envRedis+"X=$$\n"),
		"merges":        "a: &a {" + strings.Repeat("b: c, ", 10) + "}\n" + full("c:\n", " - {<<: *a}\n"),
		"nested merges": "a: &a {b: c}\nb: &b {<<: [*a,*a,*a,*a,*a,*a,*a,*a]}\nc: &c {<<: [*b,*b,*b,*b,*b,*b,*b,*b]}\nd: &d {<<: [*c,*c,*c,*c,*c,*c,*c,*c]}\nservices:\n  authelia: {<<: [*d,*d,*d,*d,*d,*d], image: authelia/authelia}\n",
		"own merges":    "services:\n  authelia: &a {image: authelia/authelia, <<: [" + strings.Repeat("*a,", 50) + "*a]}\n",
		"brackets":      full("services: ", "["),
		"redis-cli":     full("redis-cli ", "-h "),
		"marks":         full("", "# ======== x ========\n"),
		"services":      full("services:\n", " authelia: {image: authelia/authelia}\n"),
		"env":           full("env:\n", " - {name: "+envRedis+"X, value: 1}\n"),
	} {
		if _, err := Read(t.Context(), oneText(text), "", nil); err != nil && !errors.Is(err, configschema.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
		Split(text)
	}
}
