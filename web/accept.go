package web

import (
	"mime"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// acceptsStream tells whether a client asks for events: by their name, and not
// less than for one document. (RFC 9110, 12.5.1)
func acceptsStream(accept string) bool {
	stream := quality(accept, eventStream)
	return stream > 0 && stream >= quality(accept, echo.MIMEApplicationJSON, "application/*", "*/*")
}

// quality is how much a client wants a type, from 0 to 1. The names are those
// that the type goes by, the closest first; the first that is in the header
// counts.
func quality(accept string, names ...string) float64 {
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
