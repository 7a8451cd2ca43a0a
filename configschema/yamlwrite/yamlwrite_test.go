package yamlwrite

import (
	"testing"

	yaml2 "gopkg.in/yaml.v2"
	"gopkg.in/yaml.v3"
)

// odd are texts that some reader or another has a meaning for.
var odd = []string{
	"redis", "it's", "a b", " lead", "trail ", `back\slash`, `"quoted"`, "'quoted'", "''", `'"`, "# no comment", "a #b", "a: b", "- a", "yes", "no", "on", "null", "~",
	"0123", "0x10", "1e3", "123", "1.2", "true", "2024-01-01", "*x", "&x", "!x", "@x", "|", ">", "[::1]", "{a}", "ü ñ 日本", "🔑", "=", "\\", "\tT", "a\u00a0b", "a\u2028b", "\ufeffx", "\u200b",
}

// TestTexts: what is quoted here is the same text to a YAML 1.1 and to a newer
// parser, as a value, in a list and as a key.
func TestTexts(t *testing.T) {
	texts := append([]string{"", "\n", "a\n", "a\nb", "a\nb\n", "a\nb\n\n", "\na", " a\nb", "a\n b\n", "a \nb", "\ta\nb", "a\r\nb", "\x00\x7f", "y"}, odd...)
	for _, text := range texts {
		document := Mapping{{Key: "value", Value: text, Comment: "not a part of it"}, {Key: "list", Value: List{text, Mapping{{Key: text, Value: Mapping{{Key: "in", Value: text}}}}}}}
		if _, block := Literal(text, ""); block {
			document[0].Comment = ""
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
