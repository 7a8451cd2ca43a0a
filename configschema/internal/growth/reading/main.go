// Command reading counts the work of whatever reads a text that a person brought;
// see package growth.
package main

import (
	"encoding/json"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/internal/growth"
	"redis-wizard/configschema/workshop"
)

func main() {
	form := configschema.Values{"session.redis.host": "other", "session.redis.password": "p"}
	ask := func(name string, q workshop.Question) { _, _ = workshop.Answer(name, q) }
	growth.Main([]growth.Reader{
		{Name: "import", Read: func(text string) { ask("import", workshop.Question{Text: text}) }},
		{Name: "import of two files", Read: func(text string) {
			ask("import", workshop.Question{Texts: []configschema.File{{Name: "a", Text: text}, {Name: "b", Text: text}}})
		}},
		{Name: "merge", Read: func(text string) { ask("merge", workshop.Question{Text: text, Values: form}) }},
		{Name: "upgrade", Read: func(text string) {
			ask("upgrade", workshop.Question{Text: text, From: "4.36", To: "4.39", Values: form})
		}},
		{Name: "upgrade of a value", Read: func(text string) {
			ask("upgrade", workshop.Question{From: "4.29", To: "4.39", Values: configschema.Values{"session.redis.host": text, "session.redis.tls.minimum_version": text}})
		}},
		{Name: "render", Read: func(text string) {
			for _, to := range []string{"secrets", "env", "compose", "kubernetes", "helm", "systemd", "redis"} {
				ask("render", workshop.Question{To: to, Values: configschema.Values{"session.redis.host": "r", "session.redis.username": text, "session.redis.password": text}})
			}
		}},
		{Name: "link", Read: func(text string) { ask("open", workshop.Question{Fragment: text}) }},
		{Name: "JSON", Read: func(text string) {
			_, _ = workshop.Read([]byte(text))
			document, _ := json.Marshal(workshop.Question{Text: text, Values: form})
			_, _ = workshop.Read(document)
		}},
		{Name: "one text", Read: func(text string) { intake.Join(intake.Split(text)) }},
	}, append(growth.Shapes(), jsonShapes()...))
}
