package configschema

import (
	"errors"
	"sort"
	"strconv"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
)

// The answer is written by hand: encoding/json would weigh more in the .wasm
// than everything else here, and three doors must give the same bytes.

// JSON is the one document that the browser, the server and the command line
// answer with, byte for byte, ended by a newline.
func (r *Result) JSON() []byte {
	b := append([]byte(nil), `{"authelia":`...)
	b = appendString(b, r.Authelia)
	b = append(b, `,"ok":`...)
	b = strconv.AppendBool(b, r.OK)
	b = append(b, `,"kind":`...)
	b = appendString(b, string(r.Kind))
	b = append(b, `,"tls":`...)
	b = strconv.AppendBool(b, r.TLS)
	b = append(b, `,"values":`...)
	b = appendValues(b, r.Values)
	if len(r.FromFile) > 0 {
		b = append(b, `,"from_file":`...)
		b = appendStrings(b, r.FromFile)
	}
	b = append(b, `,"fields":`...)
	b = appendStrings(b, r.Fields)
	b = append(b, `,"problems":[`...)
	for i, p := range r.Problems {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendProblem(b, p)
	}
	b = append(b, `],"outputs":{"yaml":`...)
	b = appendString(b, r.YAML)
	return append(b, "}}\n"...)
}

// ErrorJSON is the document that stands in for a Result when there is none:
// {"error":"…"} and a newline.
func ErrorJSON(err error) []byte {
	return append(appendString([]byte(`{"error":`), err.Error()), "}\n"...)
}

// Refusal is that document in a language.
func Refusal(err error, language phrase.Language) []byte {
	return ErrorJSON(errors.New(phrase.Explain(err, language)))
}

func appendProblem(b []byte, p Problem) []byte {
	b = append(b, `{"key":`...)
	b = appendString(b, p.Key)
	if p.File != "" {
		b = append(b, `,"file":`...)
		b = appendString(b, p.File)
	}
	if p.Line > 0 {
		b = append(b, `,"line":`...)
		b = strconv.AppendInt(b, int64(p.Line), 10)
		b = append(b, `,"column":`...)
		b = strconv.AppendInt(b, int64(max(p.Column, 1)), 10)
	}
	b = append(b, `,"severity":`...)
	b = appendString(b, string(p.Severity))
	b = append(b, `,"code":`...)
	b = appendString(b, p.Code)
	b = append(b, `,"message":`...)
	b = appendString(b, p.Message)
	if p.Lang != "" {
		b = append(b, `,"lang":`...)
		b = appendString(b, p.Lang)
	}
	b = append(b, `,"hint":`...)
	b = appendString(b, p.Hint)
	if p.Fix != nil {
		b = append(b, `,"fix":{"label":`...)
		b = appendString(b, p.Fix.Label)
		b = append(b, `,"set":`...)
		b = appendValues(b, p.Fix.Set)
		b = append(b, '}')
	}
	return append(b, '}')
}

func appendStrings(b []byte, texts []string) []byte {
	b = append(b, '[')
	for i, text := range texts {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, text)
	}
	return append(b, ']')
}

func appendValues(b []byte, values Values) []byte {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.SliceStable(keys, func(a, b int) bool { return keys[a] < keys[b] })
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, key)
		b = append(b, ':')
		b = appendString(b, values[key])
	}
	return append(b, '}')
}

// appendString writes a JSON string that is also safe inside HTML and
// JavaScript: <, >, &, U+2028 and U+2029 are escaped, as encoding/json does.
func appendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ' || r == '<' || r == '>' || r == '&' || r == 0x7F || r == 0x2028 || r == 0x2029:
			b = append(b, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
		default: // invalid UTF-8 becomes U+FFFD
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
