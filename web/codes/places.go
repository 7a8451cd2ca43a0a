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
	"asked":       "number",
	"authelia":    "Authelia",
	"authority":   "authority",
	"bad":         "bad",
	"command":     "command",
	"commands":    "commands",
	"common":      "common",
	"connected":   "connected",
	"database":    "database",
	"dialled":     "address",
	"effect":      "what comes of it",
	"ended":       "ended",
	"error":       "error",
	"eta":         "eta",
	"evicted":     "evicted",
	"expected":    "expected",
	"fingerprint": "fingerprint",
	"first":       "sentinel",
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
	"order":       "order",
	"passwordKey": "password option",
	"percent":     "percent",
	"place":       "place in the program",
	"policy":      "policy",
	"pool":        "pool",
	"port":        "port",
	"primary":     "primary",
	"problem":     "problem",
	"question":    "question",
	"quorum":      "quorum",
	"reason":      "reason",
	"refused":     "address",
	"remark":      "what was noticed about it",
	"replica":     "replica",
	"rights":      "rules",
	"rule":        "rule",
	"sentinel":    "sentinel",
	"sentinels":   "sentinels",
	"silent":      "number",
	"software":    "software",
	"spelled":     "name",
	"spoken":      "spoken",
	"start":       "first bytes",
	"subject":     "subject",
	"timeout":     "timeout",
	"tried":       "number",
	"tries":       "number",
	"unlisted":    "unlisted",
	"usernameKey": "user name option",
	"uses":        "commands",
	"version":     "version",
	"wait":        "time",
	"what":        "details",
	"words":       "words",
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
