// Package intake reads what people have at hand into the form: a
// configuration.yml or several, Redis URLs, redis-cli command lines, lists of
// AUTHELIA_… variables, services of a compose file, values of Authelia's Helm
// chart. It finds out by itself what it is given. Like configschema it does no
// I/O.
package intake

import (
	"context"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

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
	// byte, for a change to be merged back into. (Only lines of ``` around one
	// are emptied.)
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

// readers try a text in turn; the first that finds something has it. A reader
// returns nil for a text that is not its own.
var readers = []struct {
	lookedFor phrase.Text
	read      func(*text) *reading
}{
	{"A compose file: services: with one that runs the image authelia/authelia, or that sets AUTHELIA_ variables.", readCompose},
	{"Values of Authelia's Helm chart: configMap: with session: and redis: below it.", readHelm},
	{"A Kubernetes manifest or a list of variables in YAML: env: with - name: AUTHELIA_… and value: …, or AUTHELIA_…: value.", readManifest},
	{"A configuration.yml or a part of one: session: and redis:, or other sections of Authelia.", readConfiguration},
	{"A command line of redis-cli: redis-cli -h redis -p 6379.", readCommandLine},
	{"Environment variables: AUTHELIA_SESSION_REDIS_HOST=redis, one on each line, or behind -e in a docker run command.", readVariables},
	{"A URL: redis://, rediss://, unix:// or redis+sentinel://.", readURLs},
	{"", readOptions},
	{"", readBroken},
}

// Read finds out what the texts are and evaluates them for a version of
// Authelia, and tells of it in a language. The error is one of
// configschema.Evaluate; everything that is wrong with the texts themselves is
// among the problems.
func Read(texts []configschema.File, authelia string, language phrase.Language) (Found, error) {
	return ReadContext(context.Background(), texts, authelia, language)
}

// ReadContext is Read for as long as somebody waits for it.
func ReadContext(ctx context.Context, texts []configschema.File, authelia string, language phrase.Language) (Found, error) {
	request := bounds.New(ctx)
	if err := request.Files(len(texts)); err != nil {
		return Found{}, err
	}
	for _, f := range texts { // all of them before any is read
		if err := request.Text(f.Name, f.Text); err != nil {
			return Found{}, err
		}
	}
	found := Found{}
	all := &reading{}
	in := configschema.Input{Authelia: authelia, Language: language}
	for _, f := range texts {
		r, form := read(request, f, language)
		if err := request.Err(); err != nil {
			return Found{}, err
		}
		if r == nil {
			if len(texts) > 1 && strings.TrimSpace(f.Text) != "" {
				found.Notes = append(found.Notes, leftAside(f, language))
			}
			continue
		}
		if form == Configuration && len(r.files) > 0 {
			found.Files = append(found.Files, r.files[0])
		}
		if found.Form == Unknown || found.Form == Configuration {
			found.Form = form
		}
		all.join(r)
	}
	if found.Form == Unknown {
		found.LookedFor = lookedFor(language)
	}
	in.Files, in.Settings, in.Environment = all.files, all.settings, all.variables
	found.Notes = append(found.Notes, all.notes...)
	result, err := configschema.EvaluateContext(ctx, in)
	result.Problems = append(all.problems, result.Problems...)
	found.Result = result
	return found, err
}

func read(request *bounds.Request, f configschema.File, language phrase.Language) (*reading, Form) {
	t := newText(request, f, language)
	for _, reader := range readers {
		if request.Err() != nil {
			return nil, Unknown
		}
		if r := reader.read(t); r != nil {
			return r, r.form
		}
	}
	return nil, Unknown
}

func leftAside(f configschema.File, language phrase.Language) string {
	if f.Name == "" {
		return language.Say("One of the texts is nothing that is known here, and was left aside.")
	}
	return language.Say("'{file}' is nothing that is known here, and was left aside.", "file", f.Name)
}

func lookedFor(language phrase.Language) (sentences []string) {
	for _, r := range readers {
		if r.lookedFor != "" {
			sentences = append(sentences, language.Say(r.lookedFor))
		}
	}
	return sentences
}

// join adds what another text holds. Its nodes replace those before, as lists
// do in Authelia.
func (r *reading) join(other *reading) {
	r.files = append(r.files, other.files...)
	if other.nodes > 0 {
		var kept []configschema.Setting
		for _, s := range r.settings {
			if !strings.HasPrefix(s.Key, keyNodes) {
				kept = append(kept, s)
			}
		}
		r.settings = kept
	}
	r.settings = append(r.settings, other.settings...)
	r.variables = append(r.variables, other.variables...)
	r.problems = append(r.problems, other.problems...)
	for _, n := range other.notes {
		r.add(n)
	}
}
