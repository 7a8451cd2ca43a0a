package configschema

import (
	"slices"
	"strings"

	"redis-wizard/configschema/internal/sources"
)

// FiltersVariable names the filters that Authelia reads its files through, separated by
// commas, as --config.experimental.filters does.
const FiltersVariable = "X_AUTHELIA_CONFIG_FILTERS"

// IsFilter tells whether there is such a filter.
func IsFilter(name string) bool {
	return slices.Contains([]string{sources.Template, sources.ExpandEnv}, name)
}

// FiltersInForce are those that the input's files are read through.
func (in Input) FiltersInForce() []string {
	if len(in.Filters) > 0 {
		return in.Filters
	}
	for _, v := range slices.Backward(in.Environment) {
		if v.Name == FiltersVariable && !v.Elsewhere {
			return strings.FieldsFunc(v.Value, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	return nil
}
