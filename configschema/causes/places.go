package causes

import "redis-wizard/configschema/phrase"

// ownNames are the places in the Catalogue's texts that people are told by their own
// names. They are listed to be translated.
var ownNames = []phrase.Text{
	"address", "alert", "answered", "answers", "authority", "bad", "command", "commands", "common", "connected",
	"database", "ended", "error", "eta", "evicted", "expected", "fingerprint", "flags", "foreign", "good",
	"groups", "host", "issuer", "known", "lag", "limit", "link", "minimal", "more", "name", "names", "offered",
	"order", "percent", "policy", "pool", "port", "primary", "problem", "question", "quorum", "reason", "replica",
	"rule", "sentinel", "sentinels", "software", "spoken", "subject", "timeout", "unlisted", "version", "words",
}

// placeNames are the words for people for the others.
var placeNames = map[string]phrase.Text{
	"asked":       "number",
	"authelia":    "Authelia",
	"dialled":     "address",
	"effect":      "what comes of it",
	"first":       "sentinel",
	"given":       "number",
	"kind":        "something else",
	"median":      "time",
	"missing":     "path",
	"mode":        "permissions",
	"notAfter":    "date",
	"notBefore":   "date",
	"now":         "time",
	"passwordKey": "password option",
	"place":       "place in the program",
	"refused":     "address",
	"remark":      "what was noticed about it",
	"rights":      "rules",
	"silent":      "number",
	"spelled":     "name",
	"start":       "first bytes",
	"tried":       "number",
	"tries":       "number",
	"usernameKey": "user name option",
	"uses":        "commands",
	"wait":        "time",
	"what":        "details",
}

// placeName is the words for a place.
func placeName(name string) phrase.Text {
	if words, ok := placeNames[name]; ok {
		return words
	}
	return phrase.Text(name)
}
