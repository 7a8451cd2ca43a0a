package bounds

// Depth is how deep JSON may be nested. A question has three levels.
const Depth = 64

// JSON counts the values of a JSON text before it is taken apart. It need not be
// JSON at all: that is for the parser to tell.
func (r *Request) JSON(text []byte) error {
	if r == nil {
		return nil
	}
	values, depth, deepest := 0, 0, 0
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			values++
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		case c == ',':
			values++
		}
	}
	_ = r.check(deepest, Depth, "The JSON is nested more than {limit} levels deep, which no question is")
	return r.check(values, Entries, "At most {limit} values are read at a time, and the JSON has about {count}; session.redis has some twenty options, and two for each sentinel")
}
