package decode

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads a duration as Authelia does since 4.38: all digits are
// seconds; otherwise every number that begins with 1 to 9 and is followed by
// something counts, wherever it stands, so that "-5s" and "05s" both mean 5 s.
// Source: Authelia's internal/utils/time.go.
func ParseDuration(input string) (time.Duration, error) {
	if reNumeric.MatchString(input) {
		seconds, err := strconv.Atoi(input)
		if err != nil {
			return 0, err
		}
		return time.Duration(seconds) * time.Second, nil
	}
	if input == "" {
		return 0, nil
	}
	input = strings.ReplaceAll(input, "and", "")
	parts := reDuration.FindAllStringSubmatch(strings.ReplaceAll(input, " ", ""), -1)
	if len(parts) == 0 {
		return 0, fmt.Errorf("could not parse '%s' as a duration", input)
	}
	var standard strings.Builder
	for _, p := range parts {
		number, err := strconv.Atoi(p[1])
		if err != nil {
			return 0, err
		}
		u, ok := units[p[2]]
		if !ok {
			return 0, fmt.Errorf("could not parse the units portion of '%s' in duration string '%s': the unit '%s' is not valid", p[0], input, p[2])
		}
		fmt.Fprintf(&standard, "%d%s", number*u.scale, u.standard)
	}
	return time.ParseDuration(standard.String())
}

var (
	reNumeric  = regexp.MustCompile(`^\d+$`)
	reDuration = regexp.MustCompile(`([1-9]\d*?)([^\d\s]+)`)
)

// A unit of Authelia's is so many of one of time.ParseDuration.
type unit struct {
	scale    int
	standard string
}

var units = map[string]unit{
	"ns": {1, "ns"}, "us": {1, "us"}, "µs": {1, "µs"}, "μs": {1, "μs"},
	"ms": {1, "ms"}, "millisecond": {1, "ms"}, "milliseconds": {1, "ms"},
	"s": {1, "s"}, "second": {1, "s"}, "seconds": {1, "s"},
	"m": {1, "m"}, "minute": {1, "m"}, "minutes": {1, "m"},
	"h": {1, "h"}, "hour": {1, "h"}, "hours": {1, "h"},
	"d": {24, "h"}, "day": {24, "h"}, "days": {24, "h"},
	"w": {24 * 7, "h"}, "week": {24 * 7, "h"}, "weeks": {24 * 7, "h"},
	"M": {24 * 30, "h"}, "month": {24 * 30, "h"}, "months": {24 * 30, "h"},
	"y": {24 * 365, "h"}, "year": {24 * 365, "h"}, "years": {24 * 365, "h"},
}
