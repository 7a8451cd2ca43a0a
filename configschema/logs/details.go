package logs

import "redis-wizard/configschema/phrase"

// detailNames are what the patterns call what they take out of a line. A test
// holds them complete: they are for people, and so have to be in the catalogue
// of translations.
var detailNames = []phrase.Text{
	"address", "alert", "bytes", "command", "group", "image", "key", "line", "maximum version", "minimum version", "name", "name asked for",
	"names of the certificate", "new address", "new port", "number", "old address", "old port", "option", "path", "port", "replica",
	"sentinel", "slot", "variable",
}

// said gives details their names in a language.
func said(details []Detail, language phrase.Language) []Detail {
	for i := range details {
		details[i].Name = language.Say(phrase.Text(details[i].Name))
	}
	return details
}
