// Package intake reads what people have at hand into the form: a
// configuration.yml or several, Redis URLs, redis-cli command lines, lists of
// AUTHELIA_… variables, services of a compose file, values of Authelia's Helm
// chart. It finds out by itself what it is given. Like configschema it does no
// I/O.
package intake

import "redis-wizard/configschema"

// Form is what a text turned out to be.
type Form string

// The forms that are understood.
const (
	Unknown       Form = ""
	Configuration Form = "configuration" // a configuration.yml, or a part of one
	Environment   Form = "environment"   // AUTHELIA_SESSION_REDIS_…=… lines
	URL           Form = "url"           // redis://, rediss://, unix://
	CommandLine   Form = "redis-cli"     // redis-cli -h … -p …
	Compose       Form = "compose"       // a service of a docker compose file
	Helm          Form = "helm"          // values of authelia/chartrepo
)

// Found is what a person's texts hold.
type Found struct {
	// Form of the texts; of several, that of the first one that is no
	// configuration.
	Form Form
	// Files are the configuration files among the texts, in order and byte for
	// byte, for a change to be merged back into.
	Files []configschema.File
	// Result is the evaluation of everything together. Its problems say where in
	// the texts, and its Values fill in the form.
	Result configschema.Result
	// Notes say in sentences what was made of the text, such as which service of
	// a compose file was read, and what was left aside.
	Notes []string
	// LookedFor lists in sentences what was looked for when nothing was found.
	LookedFor []string
}

// Read finds out what the texts are and evaluates them for a version of
// Authelia. The error is one of configschema.Evaluate; everything that is wrong
// with the texts themselves is among the problems.
func Read(texts []configschema.File, authelia string) (Found, error) {
	result, err := configschema.Evaluate(configschema.Input{Authelia: authelia, YAML: texts[0].Text})
	return Found{Form: Configuration, Files: texts, Result: result}, err
}

// Join and Split: see the branch intake.
func Join(files []configschema.File) string { return files[0].Text }
func Split(text string) []configschema.File { return []configschema.File{{Text: text}} }
