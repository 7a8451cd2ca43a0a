package sources

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/rules"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/nearest"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

const (
	envPrefix  = "AUTHELIA_"
	fileSuffix = "_FILE"
	keySecret  = "session.secret"
)

// An environment is what Authelia makes of its process's variables.
type environment struct {
	version authelia.Version
	// Trees hold what the variables set.
	Trees Trees
	// secrets are the options whose value is in a file, in the order given.
	secrets []fileSecret
	// SessionSecret tells that session.secret is among the variables.
	SessionSecret bool
	// Ignored are the values of variables that this version does not read.
	Ignored authelia.Values
	// StandIns are the variables that stand for what is elsewhere, and Contents what that
	// is, as far as it is known here.
	StandIns, Contents authelia.Values
	Problems           []causes.Problem
	Unlisted           int                        // how many more there are
	names              map[string]authelia.Option // the options by their variables
}

// A fileSecret is a variable that names a file with a secret in it.
type fileSecret struct {
	key      string
	variable Variable
	number   int // of its line, as in sources
}

// ReadEnvironment sorts the variables out. Of several with one name the last
// one counts, as in a shell.
func ReadEnvironment(variables []Variable, version authelia.Version, at *yamltree.Positions) *environment {
	env := &environment{version: version, Trees: Trees{}, Ignored: authelia.Values{}, StandIns: authelia.Values{}, Contents: authelia.Values{}, names: variableNames()}
	last := make(map[string]int, len(variables))
	for i, v := range variables {
		last[v.Name] = i
	}
	linked := false
	for i, v := range variables {
		number := at.Value(v.File, v.Line, true)
		if last[v.Name] != i {
			continue
		}
		switch {
		case v.Name == "AUTHELIA_SESSION_SECRET":
			env.SessionSecret = env.SessionSecret || version.Profile().Variables && (v.Value != "" || v.Elsewhere)
		case v.Name == "AUTHELIA_SESSION_SECRET_FILE":
			env.SessionSecret = true
			env.secrets = append(env.secrets, fileSecret{keySecret, v, number})
		case isOurs(v):
			env.read(v, number)
		case strings.HasPrefix(v.Name, envPrefix) && isServiceLink(v) && !linked:
			linked = true // a Service brings half a dozen of them
			env.Problems = append(env.Problems, causes.Problem{Line: number, Severity: causes.Warning, Code: "B14",
				MessageText: phrase.Of("The variable {variable} comes from a Kubernetes Service, and Authelia takes it for an option", "variable", v.Name), HintText: phrase.Of(serviceLinkHint)})
		}
	}
	return env
}

// isOurs tells whether a variable is meant for session.redis, by its right name
// or by one that documentation and habit have made common. Services of Kubernetes that
// are called authelia-redis have such names as well.
func isOurs(v Variable) bool {
	name := spelled(v.Name)
	if name != v.Name && (isServiceLink(v) || linkNames.MatchString(v.Name)) {
		return false
	}
	return slices.ContainsFunc(authelia.Known, func(r *authelia.Root) bool { return strings.HasPrefix(name+"_", r.Env()+"_") })
}

// spelled is the name of a variable with single underscores, and with SESSION in it.
func spelled(name string) string {
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	if rest, ok := strings.CutPrefix(name+"_", envPrefix+"REDIS_"); ok {
		name = envPrefix + "SESSION_REDIS_" + strings.TrimSuffix(rest, "_")
	}
	return name
}

const serviceLinkHint phrase.Text = "Kubernetes sets variables for each Service, and those of one that is called authelia-something look like options. Set enableServiceLinks: false in the pod, or rename the Service."

// isServiceLink recognises "tcp://10.0.0.1:6379", which Kubernetes sets for each
// port of a Service.
func isServiceLink(v Variable) bool {
	return linkValue.MatchString(v.Value) && linkName.MatchString(v.Name)
}

var (
	linkValue = regexp.MustCompile(`^(tcp|udp|sctp)://`)
	linkName  = regexp.MustCompile(`_(PORT|TCP|UDP)$`)
	// linkNames are all that Kubernetes sets, those of hosts and ports included.
	linkNames = regexp.MustCompile(`_SERVICE_HOST|_SERVICE_PORT|_TCP`)
)

// read takes one variable about session.redis.
func (env *environment) read(v Variable, number int) {
	f, ok := env.names[v.Name]
	isFile := v.Name == f.EnvFile()
	if ok && !authelia.IsList(f.Key) && (isFile || v.Elsewhere) {
		env.StandIns[v.Name] = standIn(v)
		if v.Content != "" {
			env.Contents[v.Name] = v.Content
		}
	}
	if !ok && len(env.Problems) >= authelia.MaxProblems {
		env.Unlisted++
		return
	}
	switch {
	case ok && isFile && f.In(env.version):
		env.secrets = append(env.secrets, fileSecret{f.Key, v, number})
	case !env.version.Profile().Variables:
		env.Problems = append(env.Problems, causes.Problem{Key: f.Key, Line: number, Severity: causes.Warning, Code: "ignored-option",
			MessageText: phrase.Of("Authelia 4.29 does not read the variable {variable}", "variable", v.Name),
			HintText:    phrase.Of("It reads the _FILE variables of secrets only. Write the option into configuration.yml, or upgrade: variables work since Authelia 4.30.")})
		env.keep(f, isFile, v)
	case ok && !isFile && keys.Expected(f.Key, env.version):
		env.set(f.Key, v, number)
		env.warnOfEmpty(f, v, number)
	default:
		env.Problems = append(env.Problems, env.unexpected(v, number, f))
		env.keep(f, isFile, v)
	}
}

// warnOfEmpty tells of a variable without a value that switches a section on all the
// same: to Authelia it is there.
func (env *environment) warnOfEmpty(f authelia.Option, v Variable, number int) {
	if r := authelia.RootOf(f.Key); v.Value == "" && !v.Elsewhere && !authelia.IsList(f.Key) && parent(f.Key) != r.Path {
		env.Problems = append(env.Problems, causes.Problem{Key: f.Key, Line: number, Severity: causes.Warning, Code: "empty-variable",
			MessageText: phrase.Of("The variable {variable} is empty, and switches {section} on all the same", "variable", v.Name, "section", authelia.ShortName(parent(f.Key))),
			HintText:    phrase.Of("To Authelia a variable without a value is there. Delete its line, unless {section} is meant to be used.", "section", authelia.ShortName(parent(f.Key)))})
	}
}

func parent(key string) string { return key[:strings.LastIndexByte(key, '.')] }

// standIn is what stands for the value of a variable: what is written in its place, or
// the variable of that name wherever it is passed on from.
func standIn(v Variable) string {
	if v.Elsewhere && !unknown.IsExpression(v.Value) {
		return "${" + v.Name + "}"
	}
	return v.Value
}

// keep remembers a value that this version does not read.
func (env *environment) keep(f authelia.Option, isFile bool, v Variable) {
	if f.Key != "" && !authelia.IsList(f.Key) && !isFile && !v.Elsewhere {
		env.Ignored[string(authelia.At(f.Key, 0))] = v.Value
	}
}

// set puts the value of a variable into the tree. It is a text to begin with:
// Authelia decodes it like one in quotes, and an empty one counts, too.
func (env *environment) set(key string, v Variable, number int) {
	value := &yamltree.Value{Kind: yamltree.Text, Text: v.Value, Line: number, Column: 1}
	if v.Elsewhere {
		if authelia.IsList(key) {
			return
		}
		value.Text, value.FromFile, value.Content = "", true, v.Content
	}
	env.Trees.set(strings.TrimSuffix(key, "[]"), value)
}

// variableNames are the variables of session.redis, of any version. The nodes
// have one in Authelia's list, though no value of it can work.
func variableNames() map[string]authelia.Option {
	names := map[string]authelia.Option{}
	for _, r := range authelia.Known {
		for _, list := range r.Lists() {
			f := authelia.Option{Key: list}
			names[f.Env()] = f
		}
	}
	for _, f := range authelia.Options() {
		names[f.Env()], names[f.EnvFile()] = f, f
	}
	delete(names, "") // what has no variable
	return names
}

var nodesVariable = authelia.Option{Key: authelia.KeyNodes}.Env()

// unexpected is the warning about a variable that this version of
// Authelia does not know. Source: internal/configuration/validator/keys.go.
func (env *environment) unexpected(v Variable, number int, f authelia.Option) causes.Problem {
	p := causes.Problem{Key: f.Key, Line: number, Severity: causes.Warning, Code: "F01",
		Message:   "configuration environment variable not expected: " + v.Name,
		PlainText: phrase.Of("Authelia {version} does not know the variable {variable}", "version", env.version.String(), "variable", v.Name), HintText: phrase.Of("Authelia has no such option and ignores the variable. Remove it.")}
	plain := strings.TrimSuffix(v.Name, fileSuffix)
	known := env.names[plain]
	switch near := NearestVariable(v.Name); {
	case isServiceLink(v) || linkNames.MatchString(v.Name):
		p.Code, p.HintText = "B14", phrase.Of(serviceLinkHint)
	case strings.HasPrefix(v.Name, nodesVariable):
		p.Code, p.HintText = "F09", phrase.Of(nodesHint)
	case f.Key != "" && f.Decoded(env.version):
		p.Code, p.HintText = "A12", phrase.Of("Authelia 4.33.0 to 4.34.4 ignores the variable of this option. Upgrade to 4.34.5 or later.")
	case f.Key != "":
		p.HintText = phrase.Of("The option exists since Authelia {version}, and this version ignores the variable. Upgrade Authelia, or remove the variable.", "version", f.FirstVersion.String())
	case plain != v.Name && known.Key != "" && !authelia.IsList(known.Key):
		p.HintText = phrase.Of("Only secrets can be read from a file: the password, the sentinel_password and the key and certificates of tls. Use {variable} with the value itself.", "variable", known.Env())
		p.Key = known.Key
	case near != "":
		p.HintText = phrase.Of("Authelia ignores it. Did you mean {variable}?", "variable", near)
	}
	return p
}

const nodesHint phrase.Text = "Lists cannot be set by a variable. Write the nodes into configuration.yml, below session.redis.high_availability."

// NearestVariable finds the variable that a wrong name most probably stands for: by its
// letters, or by what others call the option.
func NearestVariable(name string) string {
	fixed := spelled(name)
	plain, isFile := strings.CutSuffix(fixed, fileSuffix)
	for _, r := range authelia.Known {
		for _, section := range append([]string{r.Path}, r.Sections()...) {
			rest, ok := strings.CutPrefix(plain, authelia.Option{Key: section}.Env()+"_")
			if !ok {
				continue
			}
			near, _ := keys.Nearest(section + "." + strings.ToLower(rest))
			switch o, found := authelia.OptionOf(near); {
			case !found:
			case isFile && o.Secret:
				return o.EnvFile()
			case o.Env() != "":
				return o.Env()
			}
		}
	}
	var known []string
	for _, f := range authelia.Options() {
		known = append(known, f.Env(), f.EnvFile())
	}
	return nearest.Of(fixed, known, 4)
}

// ExplainVariables gives the problems that stand in a variable the hints that
// only make sense there.
func ExplainVariables(problems []causes.Problem, variables []Variable, at *yamltree.Positions) {
	first := len(at.Spans) - len(variables)
	for i := range problems {
		p := &problems[i]
		s := at.Of(p.Line)
		if s == nil || !s.Variable {
			continue
		}
		v := variables[at.Index(p.Line)-first]
		switch {
		case v.Name == nodesVariable:
			p.Code, p.HintText, p.Fix = "F09", phrase.Of(nodesHint), rules.NodesFix(v.Value)
		case p.Code == "not-a-number" && isServiceLink(v):
			p.Code, p.HintText = "B14", phrase.Of(serviceLinkHint)
		}
	}
}
