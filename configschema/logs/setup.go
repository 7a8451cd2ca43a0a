package logs

import (
	"net"
	"slices"
	"sort"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
)

// Setup is what is known of the configuration that a log belongs to. Its zero value
// knows nothing.
type Setup struct {
	// Authelia is the release; a log that names its own goes by that one.
	Authelia string
	// Values are the options, by their keys; without any, Sentinel and TLS say nothing.
	Values authelia.Values
	// Elsewhere are the options that are given, but whose values are not known.
	Elsewhere []string
	// Sentinel and TLS tell what Authelia would use.
	Sentinel, TLS bool
	// Problems are the codes of what the evaluation reports about it.
	Problems []string
}

// rank puts causes that the configuration speaks for first, and those that it rules
// out last. Those about which it says nothing stay in their order.
func (s *Setup) rank(codes []string, details []Detail) []string {
	likely := map[string]int{}
	for _, code := range codes {
		likely[code] = s.ofRelease(code) + s.ofOptions(code, details)
	}
	ranked := slices.Clone(codes)
	sort.SliceStable(ranked, func(i, j int) bool { return likely[ranked[i]] > likely[ranked[j]] })
	return ranked
}

// ofRelease is below 0 for what this release cannot have.
func (s *Setup) ofRelease(code string) int {
	release, err := authelia.ParseVersion(s.Authelia)
	if s.Authelia == "" || err != nil {
		return 0
	}
	entry, _ := causes.Find(code)
	if first, err := authelia.ParseVersion(entry.Since); entry.Since != "" && err == nil && !release.Since(first) {
		return -2
	}
	if last, err := authelia.ParseVersion(entry.Until); entry.Until != "" && err == nil && release != last && release.Since(last) {
		return -2
	}
	return 0
}

// A sign is what of a configuration speaks for causes or rules them out.
type sign struct {
	codes string
	holds func(*Setup) bool
	says  int
}

var signs = []sign{
	{"A08 A09 A10 A11 C07 C08 D01 D02 D03 D04 D05 D07 D08 D09 D10 D11 D12 D20", func(s *Setup) bool { return !s.Sentinel }, -2},
	{"D06", func(s *Setup) bool { return s.Sentinel }, -1},
	{"C01 C03 C04 C05 C06 C07 C08 C09 C11 C15", func(s *Setup) bool { return !s.TLS }, -2},
	{"C02", func(s *Setup) bool { return s.TLS }, -2},
	{"A01", func(s *Setup) bool { return s.given(authelia.KeyPassword) }, -1},
	{"A02 A03 A13 F07", func(s *Setup) bool { return !s.given(authelia.KeyPassword) }, -1},
	{"A08", func(s *Setup) bool { return s.given(authelia.KeySentinelPassword) }, -1},
	{"A09", func(s *Setup) bool { return s.Sentinel && s.given(authelia.KeySentinelPassword) }, 1},
	{"A10", func(s *Setup) bool {
		return !s.given(authelia.KeyPassword) || !s.given(authelia.KeySentinelPassword)
	}, -1},
	{"F07", func(s *Setup) bool { return strings.Contains(s.Values[authelia.KeyPassword], "$") }, 1},
	{"B08 B09 B10 B11 B12 socket-refused", func(s *Setup) bool { return !strings.HasPrefix(s.Values[authelia.KeyHost], "/") }, -1},
	{"E02", func(s *Setup) bool { return s.Values[authelia.KeyMinIdle] > "0" }, 1},
}

func (s *Setup) given(key string) bool {
	return s.Values[key] != "" || slices.Contains(s.Elsewhere, key)
}

// ofOptions is above 0 for what the options make probable, and below for what they
// rule out.
func (s *Setup) ofOptions(code string, details []Detail) (likely int) {
	if len(s.Values) == 0 {
		return 0
	}
	for _, sign := range signs {
		if slices.Contains(strings.Fields(sign.codes), code) && sign.holds(s) {
			likely += sign.says
		}
	}
	if slices.Contains(s.Problems, code) {
		likely++
	}
	// What no option names was announced by a sentinel.
	if slices.Contains([]string{"D07", "D08", "D09", "D10"}, code) && s.Sentinel && slices.ContainsFunc(details, s.announced) {
		likely++
	}
	return likely
}

// announced tells whether a detail is an address that no option names.
func (s *Setup) announced(d Detail) bool {
	if d.Name != "address" && d.Name != "name" {
		return false
	}
	host, _, err := net.SplitHostPort(d.Value)
	if err != nil {
		host = d.Value
	}
	for key, value := range s.Values {
		if strings.HasSuffix(key, ".host") && strings.EqualFold(strings.Trim(value, "[] "), host) {
			return false
		}
	}
	return true
}
