package assets

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Encoded picks the smallest form of the file that the Accept-Encoding header
// allows, and its Content-Encoding (empty for the plain file).
func (f *File) Encoded(accept string) (content []byte, encoding string, err error) {
	switch encoding = Encoding(accept); encoding {
	case "br":
		content = f.Brotli
	case "gzip":
		content = f.Gzip
	default:
		content, err = f.Plain()
	}
	return content, encoding, err
}

// Encoding is the best of ours that an Accept-Encoding header allows: "br", "gzip",
// or "" for the plain form. Browsers ask for "br" over HTTPS and of localhost only.
// Source: RFC 9110, section 12.5.3.
func Encoding(accept string) string {
	for _, coding := range []string{"br", "gzip"} {
		if accepts(accept, coding) {
			return coding
		}
	}
	return ""
}

// Plain is the file itself. No browser asks for a module in this form, so it is
// unpacked on demand.
func (f *File) Plain() ([]byte, error) {
	if f.content != nil {
		return f.content, nil
	}
	unpack, err := gzip.NewReader(bytes.NewReader(f.Gzip))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	return io.ReadAll(unpack)
}

// accepts tells whether an Accept-Encoding header names the coding, itself or
// by "*", with a weight above 0.
func accepts(header, coding string) bool {
	wildcard := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64) // unreadable counts as 0: then the plain file is sent
		}
		if name == coding {
			return weight > 0
		}
		wildcard = weight > 0
	}
	return wildcard
}
