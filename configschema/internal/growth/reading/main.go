// Command reading counts the work of whatever reads a text that a person brought;
// see package growth.
package main

import (
	"context"
	"encoding/json"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/internal/growth"
)

func main() {
	form := configschema.Values{"session.redis.host": "other", "session.redis.password": "p"}
	ask := func(name string, q api.Question) { _, _ = api.Answer(context.Background(), name, q) }
	growth.Main([]growth.Reader{
		{Name: "import", Read: func(text string) { ask("import", api.Question{Text: text}) }},
		{Name: "import of two files", Read: func(text string) {
			ask("import", api.Question{Texts: []configschema.File{{Name: "a", Text: text}, {Name: "b", Text: text}}})
		}},
		{Name: "merge", Read: func(text string) { ask("merge", api.Question{Text: text, Values: form}) }},
		{Name: "upgrade", Read: func(text string) {
			ask("upgrade", api.Question{Text: text, From: "4.36", To: "4.39", Values: form})
		}},
		{Name: "upgrade of a value", Read: func(text string) {
			ask("upgrade", api.Question{From: "4.29", To: "4.39", Values: configschema.Values{"session.redis.host": text, "session.redis.tls.minimum_version": text}})
		}},
		{Name: "render", Read: func(text string) {
			for _, to := range []string{"secrets", "env", "compose", "kubernetes", "helm", "systemd", "redis"} {
				ask("render", api.Question{To: to, Values: configschema.Values{"session.redis.host": "r", "session.redis.username": text, "session.redis.password": text}})
			}
		}},
		{Name: "link", Read: func(text string) { ask("open", api.Question{Fragment: text}) }},
		{Name: "JSON", Read: func(text string) {
			_, _ = api.Read("import", []byte(text))
			document, _ := json.Marshal(api.Question{Text: text, Values: form})
			_, _ = api.Read("import", document)
		}},
		{Name: "one text", Read: func(text string) { intake.Join(intake.Split(text)) }},
	}, append(growth.Shapes(), jsonShapes()...))
}

// jsonShapes are questions that consist of very many of something.
func jsonShapes() []growth.Shape {
	return []growth.Shape{
		{Name: "JSON of texts", Make: growth.Numbered(`{"texts":[`, `{},`, `{}]}`)},
		{Name: "JSON of values", Make: growth.Numbered(`{"values":{`, `"session.redis.k%":"v",`, `"a":"b"}}`)},
		{Name: "JSON of one value", Make: growth.Numbered(`{"values":{`, `"session.redis.host":"v",`, `"a":"b"}}`)},
		{Name: "JSON of members", Make: growth.Numbered(`{`, `"k%":1,`, `"a":"b"}`)},
		{Name: "JSON of lists", Make: growth.Numbered(`{"x":`, `[`, ``)},
		{Name: "JSON of escapes", Make: growth.Numbered(`{"text":"`, `\\u0041`, `"}`)},
	}
}
