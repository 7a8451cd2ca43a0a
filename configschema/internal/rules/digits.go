package rules

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/yamltree"
)

// wholeFraction is what spreadsheets and other programs write behind a whole number.
var wholeFraction = regexp.MustCompile(`^([+-]?\d+)\.0*$`)

// inDigits is the fix for a number that people read as one and Go does not: with spaces
// around or in it, in digits as wide as Chinese characters, or with a fraction of zero.
// It is nil for everything else.
func (c *Checker) inDigits(key authelia.Key, n *yamltree.Value) *causes.Fix {
	option, _ := authelia.OptionOf(key.Option())
	if option.Type != authelia.Number || n.Kind != yamltree.Text {
		return nil
	}
	digits := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		}
		return r
	}, n.Text)
	digits = wholeFraction.ReplaceAllString(digits, "$1")
	if _, err := strconv.ParseInt(digits, 10, 64); err != nil || digits == n.Text {
		return nil
	}
	return causes.Use(digits, authelia.Values{c.formKey(key): digits})
}
