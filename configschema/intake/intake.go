// Package intake reads what people have at hand into the form: a
// configuration.yml or several, Redis URLs, redis-cli command lines, lists of
// AUTHELIA_… variables, services of a compose file, values of Authelia's Helm
// chart. It finds out by itself what it is given. Like configschema it does no
// I/O.
//
// Each format has a file with a reader in it. What they have in common is a text
// (which YAML is parsed into a tree once), a scanner for what is no YAML, and the
// reading that they fill in.
package intake

import (
	"cmp"
	"context"
	"slices"
	"sort"
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
	Server        Form = "redis.conf"    // redis.conf, sentinel.conf or users.acl
	Manifest      Form = "manifest"      // a manifest of Kubernetes, or a kustomization
	Log           Form = "log"           // what Authelia, Redis or a sentinel logged
)

// Found is what a person's texts hold.
type Found struct {
	// Form of the texts; of several, that of the first one that is no
	// configuration.
	Form Form
	// Files are the configuration files among the texts, in order and byte for
	// byte, for a change to be merged into. (Only lines of ``` around one are
	// emptied.) One that stands inside another text knows how many lines are above
	// it there; PutBack puts it back.
	Files  []configschema.File
	blocks []*block // where those stand, nil for a file of its own
	given  *texts   // all that were given
	chart  *chartValues
	// Result is the evaluation of everything together. Its problems say where in
	// the texts, and its Values fill in the form.
	Result configschema.Result
	// Input is what was evaluated.
	Input configschema.Input
	// Notes say in sentences what was made of the text, such as which service of
	// a compose file was read, and what was left aside.
	Notes []string
	// Release is that of Authelia, where its image says it; the question may be for
	// another one.
	Release string
	// Log is the text of the logs among the texts. They hold no options, and it takes
	// package logs to explain them.
	Log string
	// Other says what the texts are where they are known to be something else, with nothing
	// in them to judge: see Judge.
	Other error
	// LookedFor lists in sentences what was looked for when nothing was found.
	LookedFor []string
}

// readers try a text in turn; the first that finds something has it. A reader
// returns nil for a text that is not its own.
var readers = []struct {
	form      Form
	lookedFor phrase.Text
	read      func(*text) *reading
}{
	{Log, "", readLog},
	{Compose, "A compose file: services: with one that runs the image authelia/authelia, or that sets AUTHELIA_ variables.", readCompose},
	{Helm, "Values of Authelia's Helm chart: configMap: with session: and redis: below it, or set one by one in a command line of helm.", readHelm},
	{Helm, "", readHelmCommand},
	{Manifest, "A Kubernetes manifest or a kustomization: a ConfigMap with a configuration.yml in it, or env: with - name: AUTHELIA_… and value: ….", readManifest},
	{Environment, "A list of variables in YAML: - AUTHELIA_…=value, or AUTHELIA_…: value.", readVariableTree},
	{Configuration, "A configuration.yml or a part of one: session: and redis:, or other sections of Authelia.", readConfiguration},
	{Server, "The configuration of Redis itself: redis.conf, sentinel.conf or users.acl.", readServer},
	{Environment, "Lists and mappings of Nix, Terraform, Nomad or Python with AUTHELIA_ variables or a plain session.redis in them.", readCode},
	{Configuration, "", readPlainlyBroken},
	{Environment, "Environment variables: AUTHELIA_SESSION_REDIS_HOST=redis, one on each line, in a table, or behind -e in a docker run command.", readVariables},
	{Server, "", readRedisRun},
	{CommandLine, "A command line of redis-cli: redis-cli -h redis -p 6379.", readCommandLine},
	{URL, "A URL: redis://, rediss://, unix:// or redis+sentinel://.", readURLs},
	{Configuration, "", readOptions},
	{Configuration, "", readBroken},
	{Log, "A log of Authelia, Redis or a sentinel, or a line of one.", readKnownLines},
}

// Read finds out what the texts are and evaluates them for a version of
// Authelia, and tells of it in a language, for as long as somebody waits for it.
// The error is one of configschema.Evaluate; everything that is wrong with the
// texts themselves is among the problems.
func Read(ctx context.Context, files []configschema.File, authelia string, language phrase.Language) (Found, error) {
	return readAll(ctx, files, configschema.Input{Authelia: authelia, Language: language}, nil)
}

// ReadBeside is Read, with the variables, settings and filters of an input beside the
// texts.
func ReadBeside(ctx context.Context, texts []configschema.File, beside configschema.Input) (Found, error) {
	return readAll(ctx, texts, beside, nil)
}

// readAll is Read, with what counts together with the texts, and what is done about a
// text that no reader knows; nil leaves it aside.
func readAll(ctx context.Context, files []configschema.File, in configschema.Input, unknown func(*text) (*reading, error)) (Found, error) {
	request := bounds.New(ctx)
	if err := request.Files(len(files)); err != nil {
		return Found{}, err
	}
	for _, f := range files { // all of them before any is read
		if err := request.Text(f.Name, f.Text); err != nil {
			return Found{}, err
		}
	}
	given := &texts{}
	for _, f := range files {
		t := newText(request, f, in.Language)
		t.given, given.all = given, append(given.all, t)
	}
	outside := &reading{text: &text{language: in.Language, given: given}, variables: slices.Clone(in.Environment)}
	outside.secretFiles()
	in.Environment = outside.variables
	readings, err := given.read(unknown)
	if err != nil {
		return Found{}, err
	}
	found, all := Found{given: given}, &reading{text: &text{language: in.Language, given: given}}
	parts := found.take(given, readings)
	for _, r := range append(parts, &reading{notes: outside.notes, problems: outside.problems}) {
		all.join(r)
	}
	if found.Form == Unknown {
		found.LookedFor = lookedFor(in.Language)
	} else {
		found.Other = nil
	}
	found.Release = all.saysRelease(in.Authelia)
	all.behindSentinel()
	in.Authelia = cmp.Or(in.Authelia, all.release)
	in.Files, in.Settings, in.Environment = all.files, slices.Concat(all.settings, in.Settings), slices.Concat(all.variables, in.Environment)
	in.Partial = len(all.files) == 0 && !slices.ContainsFunc(parts, func(r *reading) bool { return !slices.Contains(partialForms, r.form) })
	found.Input = in
	result, err := configschema.EvaluateContext(ctx, in)
	found.Result = result
	if err == nil {
		all.plainParts(result)
		err = all.origins(ctx, parts, in.FiltersInForce(), result)
		found.Result.Problems = withComparison(all.compare(result), append(all.problems, result.Problems...))
	}
	found.Notes = append(found.Notes, all.notes...)
	sentences := slices.Clone(found.Notes)
	for _, p := range found.Result.Problems {
		sentences = append(sentences, p.Message, p.Hint)
	}
	said := strings.Join(sentences, "\n")
	for i, t := range given.all {
		found.Notes = append(found.Notes, t.unread(readings[i], all.variables, said)...)
	}
	return found, err
}

// partialForms are those beside which there mostly is a configuration.yml with the rest.
var partialForms = []Form{Environment, Compose, Manifest, Server}

// take lists what was read: the configurations for a change to be merged into, and the
// readings to be put together. The configuration of a server is one of them only where
// nothing says what Authelia is told.
func (found *Found) take(given *texts, readings []*reading) (parts []*reading) {
	alone := !slices.ContainsFunc(readings, func(r *reading) bool { return r != nil && r.form != Server })
	isMounted := slices.ContainsFunc(readings, func(r *reading) bool { return r != nil && len(r.neighbours) > 0 })
	for i, t := range given.all {
		r := readings[i]
		switch {
		case t.isPart: // of another text
			continue
		case r == nil:
			if found.Other == nil {
				found.Other = t.other()
			}
			found.Notes = append(found.Notes, notRead(t, len(given.all) > 1)...)
			continue
		}
		for n, file := range r.files {
			found.Files, found.blocks = append(found.Files, file), append(found.blocks, r.blocks[n])
		}
		if found.chart == nil {
			found.chart = r.chart
		}
		if r.log != "" {
			found.Log += strings.TrimSuffix(r.log, "\n") + "\n"
		} else if r.form == Log {
			found.Log += strings.TrimSuffix(t.Text, "\n") + "\n"
		}
		if found.Form == Unknown || found.Form == Log || found.Form == Configuration && r.form != Log {
			found.Form = r.form
		}
		if r.form == Server && !alone {
			r = r.asNeighbour(isMounted)
		}
		parts = append(parts, r)
	}
	sort.SliceStable(parts, func(i, j int) bool { return !parts[i].overrides && parts[j].overrides })
	return parts
}

// saysRelease is the release of the image, and says what it was judged for.
func (all *reading) saysRelease(asked string) string {
	asked = strings.TrimPrefix(asked, "v")
	switch {
	case all.release == "":
	case asked == "" || asked == all.release:
		all.note("The image is that of Authelia {release}.", "release", all.release)
	default:
		all.note("The image is that of Authelia {release}, but it was judged for {asked}.", "release", all.release, "asked", asked)
	}
	return all.release
}

// read is what the first reader makes of each text that it knows; nil where none does.
// Those that name others come first: what they name is a part of them.
func (given *texts) read(unknown func(*text) (*reading, error)) (readings []*reading, err error) {
	readings = make([]*reading, len(given.all))
	for _, first := range []bool{true, false} {
		for i, t := range given.all {
			if t.namesFiles() != first || t.isPart {
				continue
			}
			if readings[i] = read(t); readings[i] == nil && unknown != nil {
				if readings[i], err = unknown(t); err != nil {
					return nil, err
				}
				if readings[i] != nil {
					readings[i].form = Configuration
				}
			}
			if err := t.request.Err(); err != nil {
				return nil, err
			}
		}
	}
	return readings, nil
}

// read is what the first reader makes of a text that it knows; nil where none does.
func read(t *text) *reading {
	if r := readFences(t); r != nil {
		return r
	}
	for _, reader := range readers {
		if t.request.Err() != nil {
			break
		}
		if r := reader.read(t); r != nil {
			r.form = reader.form
			r.secretFiles()
			if r.form == Environment || r.form == Manifest || r.form == Helm {
				r.release = cmp.Or(releaseIn(t.Text), releaseBeside(t.Text))
			}
			if r.form != Configuration && r.form != Log {
				r.filterOption()
			}
			return r
		}
	}
	return nil
}

// notRead says of a text that it was left aside, and why: one that is known to be
// something else, and any where there are others.
func notRead(t *text, beside bool) (notes []string) {
	said := func(text phrase.Text, words ...string) { notes = append(notes, t.language.Say(text, words...)) }
	switch what := t.otherKind(); {
	case strings.TrimSpace(t.Text) == "":
	case what.Text != "" && t.Name == "":
		said("This is {kind}, and no option of session.redis is in it.", "kind", what.In(t.language))
	case what.Text != "":
		said("'{file}' is {kind}, and no option of session.redis is in it.", "file", t.Name, "kind", what.In(t.language))
	case !beside:
	case t.Name == "":
		said("One of the texts is nothing that is known here, and was left aside.")
	default:
		said("'{file}' is nothing that is known here, and was left aside.", "file", t.Name)
	}
	if script := foreignScript(t.Text); script != "" {
		said("Variables are not read in the form of {syntax}. Write them as NAME=value, one on each line.", "syntax", script)
	}
	return notes
}

func lookedFor(language phrase.Language) (sentences []string) {
	for _, r := range readers {
		if r.lookedFor != "" {
			sentences = append(sentences, language.Say(r.lookedFor))
		}
	}
	return sentences
}
