package main

import (
	"fmt"
	"strings"

	"redis-wizard/configschema/internal/growth"
)

// jsonShapes are questions that consist of very many of something.
func jsonShapes() []growth.Shape {
	many := func(start, piece, end string) func(int) string {
		return func(n int) string {
			var b strings.Builder
			b.WriteString(start)
			for i := 0; b.Len() < n; i++ {
				b.WriteString(strings.ReplaceAll(piece, "%", fmt.Sprint(i)))
			}
			return b.String() + end
		}
	}
	return []growth.Shape{
		{Name: "JSON of texts", Make: many(`{"texts":[`, `{},`, `{}]}`)},
		{Name: "JSON of values", Make: many(`{"values":{`, `"session.redis.k%":"v",`, `"a":"b"}}`)},
		{Name: "JSON of one value", Make: many(`{"values":{`, `"session.redis.host":"v",`, `"a":"b"}}`)},
		{Name: "JSON of members", Make: many(`{`, `"k%":1,`, `"a":"b"}`)},
		{Name: "JSON of lists", Make: many(`{"x":`, `[`, ``)},
		{Name: "JSON of escapes", Make: many(`{"text":"`, `\\u0041`, `"}`)},
	}
}
