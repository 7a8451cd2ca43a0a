package intake

import "strings"

// decode takes percent-encoding off. What is not encoded properly stays as it is.
func (u *urlReader) decode(s string) string {
	out, ok := unescape(s)
	if !ok {
		u.note("The URL has a % in it that begins no encoding. It was taken as it is; in a URL it is written %25.")
	}
	return out
}

func unescape(s string) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	ok := true
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out = append(out, s[i])
			continue
		}
		if i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, fromHex(s[i+1])<<4|fromHex(s[i+2]))
			i += 2
			continue
		}
		ok = false
		out = append(out, '%')
	}
	return string(out), ok
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func fromHex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
