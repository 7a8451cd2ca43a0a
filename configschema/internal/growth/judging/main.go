// Command judging counts the work of evaluations and merges; see package growth.
package main

import (
	"context"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/growth"
	"redis-wizard/configschema/merge"
)

func main() {
	form := configschema.Values{"session.redis.host": "other", "session.redis.password": "p"}
	var readers []growth.Reader
	for _, version := range []string{"4.29", "4.38", "4.39"} {
		readers = append(readers,
			growth.Reader{Name: "evaluate for " + version, Read: func(text string) {
				if result, err := configschema.Evaluate(configschema.Input{Authelia: version, YAML: text}); err == nil {
					result.JSON()
				}
			}},
			growth.Reader{Name: "merge for " + version, Read: func(text string) {
				_, _ = merge.Files(context.Background(), []configschema.File{{Text: text}}, configschema.Input{Authelia: version, Values: form})
			}})
	}
	readers = append(readers, growth.Reader{Name: "values", Read: func(text string) {
		for _, f := range authelia.Options() {
			if result, err := configschema.Evaluate(configschema.Input{Values: configschema.Values{f.Key: text}}); err == nil {
				result.JSON()
			}
		}
	}}, growth.Reader{Name: "variables", Read: func(text string) {
		for _, name := range []string{"HOST", "HOSTS", "PORT", "PASSWORD_FILE", "TLS_CERTIFICATE_CHAIN", "HIGH_AVAILABILITY_NODES"} {
			_, _ = configschema.Evaluate(configschema.Input{Environment: []configschema.Variable{{Name: "AUTHELIA_SESSION_REDIS_" + name, Value: text}}})
		}
	}})
	growth.Main(readers, growth.Shapes())
}
