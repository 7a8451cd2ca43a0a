package configschema

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// JSON is the one document that the browser, the server and the command line
// answer with, byte for byte, ended by a newline.
func (r *Result) JSON() []byte {
	type outputs struct {
		YAML string `json:"yaml"`
	}
	shown := *r
	shown.Values = authelia.Values{} // nothing in the document is null
	maps.Copy(shown.Values, r.Values)
	shown.Fields = append([]string{}, r.Fields...)
	shown.Problems = append([]causes.Problem{}, r.Problems...)
	for i := range shown.Problems {
		p := &shown.Problems[i]
		if p.Column = max(p.Column, 1); p.Line <= 0 {
			p.Line, p.Column = 0, 0
		}
	}
	return encode(struct {
		*Result
		Outputs outputs `json:"outputs"`
	}{&shown, outputs{r.YAML}})
}

// ErrorJSON is the document that stands in for a Result when there is none:
// {"error":"…"} and a newline.
func ErrorJSON(err error) []byte {
	return encode(map[string]string{"error": err.Error()})
}

// Refusal is that document in a language.
func Refusal(err error, language phrase.Language) []byte {
	return ErrorJSON(errors.New(phrase.Explain(err, language)))
}

// spelling writes a few characters otherwise than encoding/json does: a delete
// character is escaped, because people look at these documents in terminals. The
// others are how the first versions wrote them, and a program may compare bytes.
var spelling = strings.NewReplacer(`\\`, `\\`, "\x7f", `\u007f`, `\b`, `\u0008`, `\f`, `\u000c`, `\ufffd`, "\ufffd")

// encode is a value as JSON, safe inside HTML and JavaScript. Only texts, numbers,
// lists and maps of them are ever given, so that it cannot fail.
func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return []byte(spelling.Replace(string(text)) + "\n")
}
