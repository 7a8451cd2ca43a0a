package views

import (
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/logs"
)

// fieldsOf are the fields of the form that a cause speaks of: its text names options
// between backticks. Rows of lists have no field that is meant.
func (p Page) fieldsOf(c logs.Cause) (keys []string) {
	for i, name := range strings.Split(c.Act+" "+c.Cause, "`") {
		if i%2 == 0 {
			continue
		}
		for _, o := range authelia.Options() {
			isNamed := o.Key == name || strings.HasSuffix(o.Key, "."+name) && authelia.ShortName(o.Key) == authelia.ShortName(name)
			if isNamed && !strings.Contains(o.Key, "[]") && o.For(p.Kind()) && !slices.Contains(keys, o.Key) {
				keys = append(keys, o.Key)
				break
			}
		}
	}
	return keys
}
