package render

import (
	"testing"

	yaml2 "gopkg.in/yaml.v2"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// TestTexts: what is quoted here is the same text to a YAML 1.1 and to a newer
// parser, as a value, in a list and as a key.
func TestTexts(t *testing.T) {
	texts := append([]string{"", "\n", "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "\na", " a\nb", "a\n b\n", "a \nb", "\ta\nb", "a\r\nb", "\x00\x7f", "y"}, odd...)
	for _, text := range texts {
		document := tree{{name: "value", value: text, comment: "not a part of it"}, {name: "list", value: list{text, tree{{name: text, value: tree{{name: "in", value: text}}}}}}}
		if _, block := configschema.Literal(text, ""); block {
			document[0].comment = ""
		}
		for parser, unmarshal := range map[string]func([]byte, any) error{"yaml.v3": yaml.Unmarshal, "yaml.v2": func(b []byte, v any) error { return yaml2.Unmarshal(b, v) }} {
			var got struct {
				Value string
				List  []any
			}
			if err := unmarshal([]byte(document.String()), &got); err != nil {
				t.Errorf("%s, %q: %v in\n%s", parser, text, err, document)
				continue
			}
			inner := ""
			switch m := got.List[1].(type) {
			case map[string]any:
				inner = m[text].(map[string]any)["in"].(string)
			case map[any]any:
				inner = m[text].(map[any]any)["in"].(string)
			}
			if got.Value != text || got.List[0] != text || inner != text {
				t.Errorf("%s: %q became %q, %q and %q", parser, text, got.Value, got.List[0], inner)
			}
		}
	}
}
