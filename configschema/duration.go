package configschema

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseDuration reads a duration as Authelia does since 4.38: all digits are
// seconds; otherwise every number that begins with 1 to 9 and is followed by
// something counts, wherever it stands, so that "-5s" and "05s" both mean 5 s.
// Source: Authelia's internal/utils/time.go.
func parseDuration(input string) (time.Duration, error) {
	if isDigits(input) {
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
	parts := quantities(strings.ReplaceAll(input, " ", ""))
	if len(parts) == 0 {
		return 0, fmt.Errorf("could not parse '%s' as a duration", input)
	}
	var standard strings.Builder
	for _, p := range parts {
		number, err := strconv.Atoi(p.number)
		if err != nil {
			return 0, err
		}
		scale, unit, ok := standardUnit(p.unit)
		if !ok {
			return 0, fmt.Errorf("could not parse the units portion of '%s' in duration string '%s': the unit '%s' is not valid", p.number+p.unit, input, p.unit)
		}
		standard.WriteString(strconv.Itoa(number*scale) + unit)
	}
	return time.ParseDuration(standard.String())
}

type quantity struct{ number, unit string }

// quantities finds what the regular expression [1-9]\d*?[^\d\s]+ finds.
func quantities(s string) (found []quantity) {
	runes := []rune(s)
	for i := 0; i < len(runes); {
		if runes[i] < '1' || runes[i] > '9' {
			i++
			continue
		}
		end := i + 1
		for end < len(runes) && isDigit(runes[end]) {
			end++
		}
		unit := end
		for unit < len(runes) && !isDigit(runes[unit]) && !isASCIISpace(runes[unit]) {
			unit++
		}
		if unit > end {
			found = append(found, quantity{string(runes[i:end]), string(runes[end:unit])})
		}
		i = max(unit, end)
	}
	return found
}

// standardUnit turns Authelia's units into those of time.ParseDuration.
func standardUnit(unit string) (scale int, standard string, ok bool) {
	switch unit {
	case "ns", "us", "µs", "μs", "ms", "s", "m", "h":
		return 1, unit, true
	case "millisecond", "milliseconds":
		return 1, "ms", true
	case "second", "seconds":
		return 1, "s", true
	case "minute", "minutes":
		return 1, "m", true
	case "hour", "hours":
		return 1, "h", true
	case "d", "day", "days":
		return 24, "h", true
	case "w", "week", "weeks":
		return 24 * 7, "h", true
	case "M", "month", "months":
		return 24 * 30, "h", true
	case "y", "year", "years":
		return 24 * 365, "h", true
	}
	return 0, "", false
}

func isDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) }) < 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isASCIISpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r' }
