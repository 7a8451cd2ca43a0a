// Package chart has the facts about the values of Authelia's own Helm chart: which options
// of Redis it has, and what it makes of a value. Who reads values, writes them, or writes
// into those of a person goes by the same table.
// Source: authelia/chartrepo, templates/configMap.yaml, chart 0.10 and 0.11.
package chart

import (
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/yamlwrite"
)

// An Option is one that the chart writes into the configuration.yml.
type Option struct {
	Key string
	// Keeps tells that it passes on what is empty: a 0, or no text.
	Keeps bool
}

// Options are those, besides passwords and nodes, in the order in which people write them.
var Options = []Option{
	{authelia.KeyHost, true}, {authelia.KeyPort, false}, {authelia.KeyUsername, false}, {authelia.KeyIndex, true}, {authelia.KeyMaxActive, false}, {authelia.KeyMinIdle, true},
	{authelia.KeyServerName, false}, {authelia.KeySkipVerify, false}, {authelia.KeyMinVersion, false}, {authelia.KeyMaxVersion, false},
	{authelia.KeySentinelName, true}, {authelia.KeySentinelUsername, false}, {authelia.KeyRouteLatency, false}, {authelia.KeyRouteRandomly, false},
}

// Of finds the row of an option; nil for one that the chart does not write.
func Of(key string) *Option {
	at := slices.IndexFunc(Options, func(o Option) bool { return o.Key == key })
	if at < 0 {
		return nil
	}
	return &Options[at]
}

// Name is what the chart calls an option, in its section.
func Name(key string) string {
	f, _ := authelia.OptionOf(key)
	return strings.Replace(f.Name(), "sentinel_username", "username", 1)
}

// Write is a value as the chart has to be given it, or why it would not pass it on. It
// puts texts between single quotes as they are, so a single quote in one is doubled; then
// Authelia's template filter reads the file, unless configMap.filters.disabled is set, so
// "{{" is written as a template that prints it; numbers pass through "default", for which
// 0 is the same as nothing.
func Write(key, value string, keeps bool) (written any, why phrase.Text) {
	f, _ := authelia.OptionOf(key)
	switch {
	case f.Type == authelia.Boolean && value != "true" && value != "false":
		return nil, "Option '{option}' is neither true nor false, so it is a variable in pod.env, which wins over the file."
	case f.Type == authelia.Number && value == "0" && !keeps:
		return nil, "Option '{option}' is 0, which the chart replaces by its own default, so it is a variable in pod.env, which wins over the file."
	case f.Type == authelia.Number && (!yamltree.IsCanonicalInt(value) || len(value) > 6): // more digits would come out as 1e+06
		return nil, "Option '{option}' is not a number that the chart passes on unchanged, so it is a variable in pod.env, which wins over the file."
	case f.Type == authelia.Boolean || f.Type == authelia.Number:
		return yamlwrite.Plain(value), ""
	case !yamlwrite.Printable(value):
		return nil, "Option '{option}' contains a line break or an invisible character, which the chart would break, so it is a variable in pod.env, which wins over the file."
	}
	return strings.ReplaceAll(strings.ReplaceAll(value, "'", "''"), "{{", braces), ""
}

const braces = `{{ "{{" }}`

// Read is what Authelia reads of a text in the values.
func Read(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "''", "'"), braces, "{{")
}
