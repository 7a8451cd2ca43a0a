package render

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
)

// The readers take a rendering in by what really consumes it, or by a small
// copy of its rules, and return the options that Authelia would then see.

// deployed is what reaches the process: its files in order, its variables, and
// the files that variables may name.
type deployed struct {
	configurations []string
	env            map[string]string
	files          map[string]string // by path
}

// options are what Authelia makes of it: files first, then variables, then the
// files that variables name, less the line breaks at their end.
func (a deployed) options(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, text := range a.configurations {
		for key, value := range flattened(t, text) {
			out[key] = value
		}
	}
	for _, f := range authelia.Options() {
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

func readYAML(t *testing.T, r Rendering) deployed {
	text, _ := file(r, "session.redis.yml")
	return deployed{configurations: []string{text}}
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

// nodes begins the key of an option of a node.
const nodes = authelia.KeyNodes + "."
