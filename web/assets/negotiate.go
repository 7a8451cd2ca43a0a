package assets

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
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
		if Quality(accept, coding, "*") > 0 {
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

// Quality is how much a client wants a type or a coding, from 0 to 1, by a header of
// RFC 9110, section 12.5. The names are those that it goes by, the closest first; the first that is in the header
// counts.
func Quality(accept string, names ...string) float64 {
	given := map[string]float64{}
	for part := range strings.SplitSeq(accept, ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, weighed := parameters["q"]; weighed {
			weight, _ = strconv.ParseFloat(q, 64) // what is no number is not wanted
		}
		given[media] = max(given[media], weight)
	}
	for _, name := range names {
		if weight, named := given[name]; named {
			return weight
		}
	}
	return 0
}
