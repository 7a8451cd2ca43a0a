package render

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// The readers take a rendering in by what really consumes it, or by a small
// copy of its rules, and return the options that Authelia would then see.

// authelia is what reaches the process: its files in order, its variables, and
// the files that variables may name.
type authelia struct {
	configurations []string
	env            map[string]string
	files          map[string]string // by path
}

// options are what Authelia makes of it: files first, then variables, then the
// files that variables name, less the line breaks at their end.
func (a authelia) options(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, text := range a.configurations {
		for key, value := range flattened(t, text) {
			out[key] = value
		}
	}
	for _, f := range configschema.Fields {
		if value, ok := a.env[f.Env()]; ok && f.Env() != "" {
			out[f.Key] = value
		}
		file, ok := a.env[f.EnvFile()]
		if !ok || f.EnvFile() == "" {
			continue
		}
		text, ok := a.files[file]
		if !ok {
			t.Errorf("%s names %s, which is not there", f.EnvFile(), file)
		}
		if _, twice := out[f.Key]; twice {
			t.Errorf("%s is already defined in other configuration sources", f.Key)
		}
		out[f.Key] = strings.TrimRight(text, "\n")
	}
	return out
}

// flattened is session.redis of a YAML text as keys and texts.
func flattened(t *testing.T, text string) map[string]string {
	t.Helper()
	var document struct {
		Session struct{ Redis map[string]any }
	}
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	out := map[string]string{}
	var walk func(key string, value any)
	walk = func(key string, value any) {
		switch v := value.(type) {
		case map[string]any:
			if len(v) == 0 {
				t.Errorf("%s is empty, and Authelia refuses that", key)
			}
			for name, inner := range v {
				walk(key+"."+name, inner)
			}
		case []any:
			for i, inner := range v {
				walk(key+"."+strconv.Itoa(i), inner)
			}
		case string, int, bool:
			out[key] = fmt.Sprint(v)
		default:
			t.Errorf("%s is a %T", key, value)
		}
	}
	for name, value := range document.Session.Redis {
		walk("session.redis."+name, value)
	}
	return out
}

// file finds a file of a rendering.
func file(r Rendering, name string) (string, bool) {
	for _, f := range r.Files {
		if f.Name == name {
			return f.Text, true
		}
	}
	return "", false
}

// folder is a folder of the rendering, at the place where it is mounted.
func folder(r Rendering, name, at string) map[string]string {
	out := map[string]string{}
	for _, f := range r.Files {
		if rest, ok := strings.CutPrefix(f.Name, name+"/"); ok {
			out[at+"/"+rest] = f.Text
		}
	}
	return out
}

func readYAML(t *testing.T, r Rendering) authelia {
	text, _ := file(r, "configuration.yml")
	return authelia{configurations: []string{text}}
}

func readSecrets(t *testing.T, r Rendering) authelia {
	a := readYAML(t, r)
	text, _ := file(r, "authelia.env")
	env, err := environmentFile(text)
	if err != nil {
		t.Fatal(err)
	}
	a.env, a.files = env, folder(r, "secrets", "/etc/authelia/secrets")
	return a
}

func readEnvironment(t *testing.T, r Rendering) authelia {
	a := readYAML(t, r)
	text, _ := file(r, "authelia.env")
	a.env = sourced(t, text)
	a.files = folder(r, "secrets", "/etc/authelia/secrets")
	for reader, read := range map[string]func(string) (map[string]string, error){"Compose": composeEnv, "systemd": environmentFile} {
		got, err := read(text)
		if err != nil {
			t.Errorf("%s: %v in\n%s", reader, err, text)
		}
		for name, want := range a.env {
			isKnown := reader == "Compose" && strings.Contains(want, "'") && strings.Contains(want, "`") // there is a note
			if got[name] != want && !isKnown {
				t.Errorf("%s reads %s as %q, the shell as %q", reader, name, got[name], want)
			}
		}
	}
	return a
}

// sourced runs an environment file through a real POSIX shell.
func sourced(t *testing.T, text string) map[string]string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	name := filepath.Join(t.TempDir(), "authelia.env")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(sh, "-c", `set -a; . "$1"; env -0`, "sh", name)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s in\n%s", err, out, text)
	}
	env := map[string]string{}
	for _, line := range strings.Split(string(out), "\x00") {
		if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(name, "AUTHELIA_") {
			env[name] = value
		}
	}
	return env
}

// composeEnv reads an env_file by the documented rules of Docker Compose:
// single quotes are literal up to a quote without a backslash before it, double
// quotes know backslash escapes and \$.
func composeEnv(text string) (map[string]string, error) {
	env := map[string]string{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		name, rest, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		quote, escaped, end := rest[0], false, -1
		for i := 1; i < len(rest) && end < 0; i++ {
			switch c := rest[i]; {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == quote:
				end = i
			}
		}
		if end != len(rest)-1 {
			return nil, errors.New("the quotes of " + name + " do not end with the line")
		}
		value := rest[1:end]
		if quote == '"' {
			value = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\$`, `$`).Replace(value)
		}
		env[name] = value
	}
	return env, nil
}

// environmentFile reads an EnvironmentFile= by the rules of systemd.exec(5):
// as a shell, without expansion.
func environmentFile(text string) (map[string]string, error) {
	env := map[string]string{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		name, rest, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		var value strings.Builder
		state := byte(0)
		for i := 0; i < len(rest); i++ {
			c := rest[i]
			switch {
			case state == 0 && (c == '\'' || c == '"'):
				state = c
			case state != 0 && c == state:
				state = 0
			case state == '"' && c == '\\' && i+1 < len(rest) && strings.ContainsRune("\"\\`$", rune(rest[i+1])):
				i++
				value.WriteByte(rest[i])
			case state == 0:
				return nil, errors.New("something of " + name + " stands outside its quotes")
			default:
				value.WriteByte(c)
			}
		}
		if state != 0 {
			return nil, errors.New("the quotes of " + name + " are not closed")
		}
		env[name] = value.String()
	}
	return env, nil
}

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

func readCompose(t *testing.T, r Rendering) authelia {
	text, ok := file(r, "compose.yml")
	if !ok {
		return authelia{}
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
	a := authelia{env: map[string]string{}, files: map[string]string{}}
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
	if own, ok := file(r, "configuration.yml"); ok {
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

// strictly decodes YAML and refuses keys that the type does not have.
func strictly(t *testing.T, text string, to any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(to); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}

type objectMeta struct {
	Name   string
	Labels map[string]string
}

// The parts of Kubernetes' types that are used, by their names in the API.
type (
	secretObject struct {
		APIVersion string `yaml:"apiVersion"`
		Kind, Type string
		Metadata   objectMeta
		StringData map[string]string `yaml:"stringData"`
	}
	configMap struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   objectMeta
		Data       map[string]string
	}
	envVar     struct{ Name, Value string }
	deployment struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   objectMeta
		Spec       struct {
			Template struct {
				Spec struct {
					EnableServiceLinks *bool `yaml:"enableServiceLinks"`
					Containers         []struct {
						Name         string
						Args         []string
						Env          []envVar
						VolumeMounts []struct {
							Name      string
							MountPath string `yaml:"mountPath"`
							SubPath   string `yaml:"subPath"`
							ReadOnly  bool   `yaml:"readOnly"`
						} `yaml:"volumeMounts"`
					}
					Volumes []struct {
						Name      string
						ConfigMap *struct{ Name string } `yaml:"configMap"`
						Secret    *struct {
							SecretName  string `yaml:"secretName"`
							DefaultMode int    `yaml:"defaultMode"`
						}
					}
				}
			}
		}
	}
)

func readSecretObject(t *testing.T, r Rendering) secretObject {
	var s secretObject
	if text, ok := file(r, "authelia-redis-secret.yaml"); ok {
		strictly(t, text, &s)
	}
	return s
}

func readKubernetes(t *testing.T, r Rendering) authelia {
	text, ok := file(r, "authelia-redis-patch.yaml")
	if !ok {
		return authelia{}
	}
	var d deployment
	strictly(t, text, &d)
	var m configMap
	if text, ok := file(r, "authelia-redis.yaml"); ok {
		strictly(t, text, &m)
	}
	s := readSecretObject(t, r)
	pod := d.Spec.Template.Spec
	if pod.EnableServiceLinks == nil || *pod.EnableServiceLinks {
		t.Error("service links are on (B14)")
	}
	a := authelia{env: map[string]string{}, files: map[string]string{}}
	mounted := map[string]string{}
	container := pod.Containers[0]
	for _, mount := range container.VolumeMounts {
		for _, v := range pod.Volumes {
			switch {
			case v.Name != mount.Name:
			case v.ConfigMap != nil && v.ConfigMap.Name == m.Metadata.Name:
				mounted[mount.MountPath] = m.Data[mount.SubPath]
			case v.Secret != nil && v.Secret.SecretName == s.Metadata.Name:
				if v.Secret.DefaultMode != 0o440 {
					t.Errorf("the secret's files have mode %o", v.Secret.DefaultMode)
				}
				for name, value := range s.StringData {
					a.files[mount.MountPath+"/"+name] = value
				}
			}
		}
	}
	for _, e := range container.Env {
		a.env[e.Name] = expanded(t, e.Value)
	}
	a.configurations = named(t, a.env["X_AUTHELIA_CONFIG"], container.Args, mounted)
	if own, ok := file(r, "configuration.yml"); ok {
		a.configurations = append(a.configurations, own)
	}
	return a
}

// expanded does what the kubelet does to the value of a variable: $(NAME) is a
// reference, $$ one dollar sign.
func expanded(t *testing.T, s string) string {
	if strings.Contains(strings.ReplaceAll(s, "$$", ""), "$(") {
		t.Errorf("a reference in %q", s)
	}
	return strings.ReplaceAll(s, "$$", "$")
}

// chart is the part of the chart's template that renders session.redis, with
// its defaults, in our own words; quote stands for squote, which does not
// escape.
const chart = `session:
  redis:
    host: {{ quote .host }}
    port: {{ or .port 6379 }}
{{- if .username }}
    username: {{ quote .username }}
{{- end }}
    database_index: {{ or .database_index 0 }}
    maximum_active_connections: {{ or .maximum_active_connections 8 }}
    minimum_idle_connections: {{ or .minimum_idle_connections 0 }}
{{- with .tls }}{{ if .enabled }}
    tls:
      server_name: {{ quote (or .server_name "") }}
      skip_verify: {{ or .skip_verify false }}
      minimum_version: {{ quote (or .minimum_version "TLS1.2") }}
      maximum_version: {{ quote (or .maximum_version "TLS1.3") }}
{{- end }}{{ end }}
{{- with .high_availability }}{{ if .enabled }}
    high_availability:
      sentinel_name: {{ quote .sentinel_name }}
{{- if .nodes }}
      nodes:
{{- range .nodes }}
      - host: {{ quote (or .host "") }}
        port: {{ or .port 26379 }}
{{- end }}{{ end }}
      sentinel_username: {{ quote (or .username "") }}
      route_by_latency: {{ or .route_by_latency false }}
      route_randomly: {{ or .route_randomly false }}
{{- end }}{{ end }}
`

// neutral are the values that the chart writes for options that are not set.
var neutral = map[string][]string{
	keyHost: {""}, keyPort: {"6379", "26379", "0"}, prefix + "database_index": {"0"}, keyActive: {"8"}, prefix + "minimum_idle_connections": {"0"},
	tlsPrefix + "server_name": {""}, tlsPrefix + "skip_verify": {"false"}, tlsPrefix + "minimum_version": {"TLS1.2"}, tlsPrefix + "maximum_version": {"TLS1.3"},
	haPrefix + "sentinel_name": {""}, haPrefix + "sentinel_username": {""}, haPrefix + "route_by_latency": {"false"}, haPrefix + "route_randomly": {"false"},
	haPrefix + "nodes.*.port": {"26379"}, haPrefix + "nodes.*.host": {""},
}

func readHelm(t *testing.T, r Rendering) authelia {
	text, ok := file(r, "values.yaml")
	if !ok {
		return authelia{}
	}
	type password struct {
		Disabled   bool
		SecretName string `yaml:"secret_name"`
		Path       string
	}
	var v struct {
		ConfigMap struct {
			Session struct{ Redis map[string]any }
		} `yaml:"configMap"`
		Secret struct {
			AdditionalSecrets map[string]struct {
				Items []struct{ Key, Path string }
			} `yaml:"additionalSecrets"`
		}
		Pod struct{ Env []envVar }
	}
	strictly(t, text, &v)
	redis := v.ConfigMap.Session.Redis
	quote := func(v any) string { return fmt.Sprintf("'%v'", v) }
	rendered := templated(t, chart, template.FuncMap{"quote": quote}, redis)
	a := authelia{env: map[string]string{}, files: map[string]string{}}
	a.configurations = []string{templated(t, rendered, nil, nil)} // the filter of Authelia

	s := readSecretObject(t, r)
	for name, additional := range v.Secret.AdditionalSecrets {
		for _, item := range additional.Items {
			value, ok := s.StringData[item.Key]
			if name != s.Metadata.Name || !ok {
				t.Errorf("the Secret %s has no %s", name, item.Key)
			}
			a.files[path.Join("/secrets", name, item.Path)] = value
		}
	}
	use := func(section map[string]any, variable string) {
		out, err := yaml.Marshal(section["password"])
		if err != nil {
			t.Fatal(err)
		}
		var p password
		strictly(t, string(out), &p)
		if !p.Disabled { // the chart sets the variable unless it is told not to
			a.env[variable] = path.Join("/secrets", p.SecretName, p.Path)
		}
	}
	use(redis, "AUTHELIA_SESSION_REDIS_PASSWORD_FILE")
	if ha, ok := redis["high_availability"].(map[string]any); ok {
		use(ha, "AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE")
	}
	for _, e := range v.Pod.Env {
		a.env[e.Name] = expanded(t, e.Value)
	}
	return a
}

func templated(t *testing.T, text string, functions template.FuncMap, data any) string {
	t.Helper()
	tpl, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var b strings.Builder
	if err := tpl.Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readSystemd(t *testing.T, r Rendering) authelia {
	a := authelia{env: map[string]string{}, files: map[string]string{}}
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
	if own, ok := file(r, "configuration.yml"); ok {
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
