package configschema

// JSON is the one document that the browser, the server and the command line
// answer with, byte for byte, ended by a newline.
func (r *Result) JSON() []byte { return nil }

// ErrorJSON is the document that stands in for a Result when there is none:
// {"error":"…"} and a newline.
func ErrorJSON(err error) []byte { return nil }
