package codes

import (
	"strings"
	"unicode"

	"redis-wizard/configschema/phrase"
)

// placeNames are the words for people for the places in the Catalogue's texts.
var placeNames = map[string]phrase.Text{
	"address":     "address",
	"alert":       "alert",
	"answered":    "answered",
	"answers":     "answers",
	"authority":   "authority",
	"bad":         "bad",
	"command":     "command",
	"commands":    "commands",
	"common":      "common",
	"connected":   "connected",
	"database":    "database",
	"dialled":     "address",
	"ended":       "ended",
	"error":       "error",
	"eta":         "eta",
	"evicted":     "evicted",
	"expected":    "expected",
	"fingerprint": "fingerprint",
	"flags":       "flags",
	"foreign":     "foreign",
	"given":       "number",
	"good":        "good",
	"groups":      "groups",
	"host":        "host",
	"issuer":      "issuer",
	"kind":        "something else",
	"known":       "known",
	"lag":         "lag",
	"limit":       "limit",
	"link":        "link",
	"median":      "time",
	"minimal":     "minimal",
	"missing":     "path",
	"mode":        "permissions",
	"more":        "more",
	"name":        "name",
	"names":       "names",
	"notAfter":    "date",
	"notBefore":   "date",
	"now":         "time",
	"offered":     "offered",
	"passwordKey": "password option",
	"percent":     "percent",
	"policy":      "policy",
	"pool":        "pool",
	"port":        "port",
	"primary":     "primary",
	"problem":     "problem",
	"quorum":      "quorum",
	"reason":      "reason",
	"refused":     "address",
	"remark":      "what was noticed about it",
	"replica":     "replica",
	"rule":        "rule",
	"sentinel":    "sentinel",
	"sentinels":   "sentinels",
	"software":    "software",
	"spelled":     "name",
	"spoken":      "spoken",
	"start":       "first bytes",
	"subject":     "subject",
	"timeout":     "timeout",
	"tried":       "number",
	"unlisted":    "unlisted",
	"usernameKey": "user name option",
	"version":     "version",
	"what":        "details",
	"words":       "words",
	"uses":        "commands",
}

// placeName is the words for a place. One that is not listed is made of its own
// name: {serverName} becomes "server name".
func placeName(name string) phrase.Text {
	if words, ok := placeNames[name]; ok {
		return words
	}
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return phrase.Text(b.String())
}
