package api

import (
	"context"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/logs"
)

// Explain says what a log means, in the light of a configuration beside it, which may
// be none.
func Explain(ctx context.Context, log string, beside configschema.Input) (logs.Log, error) {
	result, err := configschema.EvaluateContext(ctx, beside)
	if err != nil {
		return logs.Log{}, err
	}
	return logs.Explain(ctx, log, SetupOf(result, beside.Authelia), beside.Language)
}

// SetupOf is what an evaluation for a release tells of the configuration that a log
// belongs to. An empty form has a release, too, but nobody chose it for the log.
func SetupOf(result configschema.Result, asked string) logs.Setup {
	setup := logs.Setup{Values: result.Values, Elsewhere: result.FromFile, Sentinel: result.Kind == authelia.Sentinel, TLS: result.TLS}
	if len(result.Values) > 0 {
		setup.Authelia = asked
	}
	for _, p := range result.Problems {
		setup.Problems = append(setup.Problems, p.Code)
	}
	return setup
}
