package configschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

const (
	envPrefix  = "AUTHELIA_"
	fileSuffix = "_FILE"
	keySecret  = "session.secret"
)

// An environment is what Authelia makes of its process's variables.
type environment struct {
	version Version
	// root holds session.redis as the variables set it; nil when none does.
	root *node
	// secrets are the options whose value is in a file, in the order given.
	secrets []fileSecret
	// sessionSecret tells that session.secret is among the variables.
	sessionSecret bool
	// ignored are the values of variables that this version does not read.
	ignored  Values
	problems []Problem
	names    map[string]variableName
}

// A variableName is what a variable of a certain name does.
type variableName struct {
	field  Field
	isFile bool // it names a file that holds the option
}

// A fileSecret is a variable that names a file with a secret in it.
type fileSecret struct {
	key      string
	variable Variable
	number   int // of its line, as in sources
}

// readEnvironment sorts the variables out. Of several with one name the last
// one counts, as in a shell.
func readEnvironment(variables []Variable, version Version, at *sources) *environment {
	env := &environment{version: version, ignored: Values{}, names: variableNames()}
	last := make(map[string]int, len(variables))
	for i, v := range variables {
		last[v.Name] = i
	}
	linked := false
	for i, v := range variables {
		number := at.value(v.File, v.Line, true)
		if last[v.Name] != i {
			continue
		}
		switch {
		case v.Name == "AUTHELIA_SESSION_SECRET":
			env.sessionSecret = env.sessionSecret || version.Since(v430) && (v.Value != "" || v.Elsewhere)
		case v.Name == "AUTHELIA_SESSION_SECRET_FILE":
			env.sessionSecret = true
			env.secrets = append(env.secrets, fileSecret{keySecret, v, number})
		case isOurs(v.Name):
			env.read(v, number)
		case strings.HasPrefix(v.Name, envPrefix) && isServiceLink(v) && !linked:
			linked = true // a Service brings half a dozen of them
			env.problems = append(env.problems, Problem{Line: number, Severity: Warning, Code: "B14",
				message: phrase.Of("the variable {variable} comes from a Kubernetes Service, and Authelia takes it for an option", "variable", v.Name), hint: phrase.Of(serviceLinkHint)})
		}
	}
	return env
}

// isOurs tells whether a variable is meant for session.redis, by its right name
// or by one that documentation and habit have made common.
func isOurs(name string) bool {
	for _, start := range []string{"AUTHELIA_SESSION_REDIS", "AUTHELIA__SESSION_REDIS", "AUTHELIA_REDIS_HIGH_AVAILABILITY", "AUTHELIA_REDIS_PASSWORD"} {
		if name == start || strings.HasPrefix(name, start+"_") {
			return true
		}
	}
	return false
}

const serviceLinkHint phrase.Text = "Kubernetes sets variables for each Service, and those of one that is called authelia-something look like options. Set enableServiceLinks: false in the pod, or rename the Service."

// isServiceLink recognises "tcp://10.0.0.1:6379", which Kubernetes sets for each
// port of a Service.
func isServiceLink(v Variable) bool {
	for _, scheme := range []string{"tcp://", "udp://", "sctp://"} {
		if strings.HasPrefix(v.Value, scheme) {
			return strings.HasSuffix(v.Name, "_PORT") || strings.HasSuffix(v.Name, "_TCP") || strings.HasSuffix(v.Name, "_UDP")
		}
	}
	return false
}

// read takes one variable about session.redis.
func (env *environment) read(v Variable, number int) {
	known, ok := env.names[v.Name]
	f, isFile := known.field, known.isFile
	if !ok && len(env.problems) >= maxProblems {
		return
	}
	switch {
	case ok && isFile && f.In(env.version):
		env.secrets = append(env.secrets, fileSecret{f.Key, v, number})
	case !env.version.Since(v430):
		env.problems = append(env.problems, Problem{Key: f.Key, Line: number, Severity: Warning, Code: "ignored-option",
			message: phrase.Of("Authelia 4.29 does not read the variable {variable}", "variable", v.Name),
			hint:    phrase.Of("It reads the _FILE variables of secrets only. Write the option into configuration.yml, or upgrade: variables work since Authelia 4.30.")})
		env.keep(f, isFile, v)
	case ok && !isFile && expected(f.Key, env.version):
		env.set(f.Key, v, number)
	default:
		env.problems = append(env.problems, env.unexpected(v, number, f))
		env.keep(f, isFile, v)
	}
}

// keep remembers a value that this version does not read.
func (env *environment) keep(f Field, isFile bool, v Variable) {
	if f.Key != "" && f.Key != KeyNodes && !isFile && !v.Elsewhere {
		env.ignored[f.Key] = v.Value
	}
}

// set puts the value of a variable into the tree. It is a text to begin with:
// Authelia decodes it like one in quotes, and an empty one counts, too.
func (env *environment) set(key string, v Variable, number int) {
	value := &node{kind: text, text: v.Value, line: number, column: 1}
	if v.Elsewhere {
		if f, _ := FieldOf(key); !f.Secret {
			return
		}
		value.text, value.fromFile = "", true
	}
	env.plant(key, value)
}

func (env *environment) plant(key string, value *node) {
	if env.root == nil {
		env.root = &node{kind: mapping, line: value.line, column: 1}
	}
	env.root.put(strings.Split(strings.TrimPrefix(key, Prefix), "."), value)
}

// variableNames are the variables of session.redis, of any version. The nodes
// have one in Authelia's list, though no value of it can work.
func variableNames() map[string]variableName {
	names := map[string]variableName{nodesVariable: {Field{Key: KeyNodes}, false}}
	for _, f := range Fields {
		if name := f.Env(); name != "" {
			names[name] = variableName{f, false}
		}
		if name := f.EnvFile(); name != "" {
			names[name] = variableName{f, true}
		}
	}
	return names
}

const nodesVariable = "AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_NODES"

// unexpected is the warning about a variable that this version of
// Authelia does not know. Source: internal/configuration/validator/keys.go.
func (env *environment) unexpected(v Variable, number int, f Field) Problem {
	p := Problem{Key: f.Key, Line: number, Severity: Warning, Code: "F01",
		Message: "configuration environment variable not expected: " + v.Name, hint: phrase.Of("Authelia has no such option and ignores the variable. Take it out.")}
	plain := strings.TrimSuffix(v.Name, fileSuffix)
	known := env.names[plain].field
	switch near := nearestVariable(v.Name); {
	case isServiceLink(v) || strings.Contains(v.Name, "_SERVICE_HOST") || strings.Contains(v.Name, "_SERVICE_PORT") || strings.Contains(v.Name, "_TCP"):
		p.Code, p.hint = "B14", phrase.Of(serviceLinkHint)
	case strings.HasPrefix(v.Name, nodesVariable):
		p.Code, p.hint = "F09", phrase.Of(nodesHint)
	case f.Key == KeySentinelUsername && env.version.Since(Version{33, 0}):
		p.Code, p.hint = "A12", phrase.Of("Authelia 4.33.0 to 4.34.4 ignores the variable of this option. Upgrade to 4.34.5 or later.")
	case f.Key != "":
		p.hint = phrase.Of("The option exists since Authelia {version}, and this version ignores the variable. Upgrade Authelia, or take the variable out.", "version", f.FirstVersion.String())
	case plain != v.Name && known.Key != "" && known.Key != KeyNodes:
		p.hint = phrase.Of("Only secrets can be read from a file: the password, the sentinel_password and the key and certificates of tls. Use {variable} with the value itself.", "variable", known.Env())
		p.Key = known.Key
	case near != "":
		p.hint = phrase.Of("Authelia ignores it. Did you mean {variable}?", "variable", near)
	}
	return p
}

const nodesHint phrase.Text = "Lists cannot be set by a variable. Write the nodes into configuration.yml, below session.redis.high_availability."

// nodesFix makes rows of the addresses in a text.
func nodesFix(value string) *Fix {
	set := Values{KeyNodes: ""}
	for i, address := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		if i == 9999 {
			break
		}
		row := KeyNodes + "." + strconv.Itoa(i)
		host, port := splitPort(address)
		set[row+".host"] = host
		if port != "" {
			set[row+".port"] = port
		}
	}
	if len(set) == 1 {
		return nil
	}
	return newFix("Make nodes of them", set)
}

// nearestVariable finds the variable that a wrong name most probably stands for.
func nearestVariable(name string) string {
	fixed := strings.Replace(name, "AUTHELIA__", envPrefix, 1)
	if strings.HasPrefix(fixed, "AUTHELIA_REDIS_") {
		fixed = "AUTHELIA_SESSION_" + strings.TrimPrefix(fixed, envPrefix)
	}
	best, bestDistance := "", 4
	for _, f := range Fields {
		for _, known := range []string{f.Env(), f.EnvFile()} {
			if known == "" {
				continue
			}
			if d := Distance(fixed, known, bestDistance); d < bestDistance {
				best, bestDistance = known, d
			}
		}
	}
	return best
}

// explainVariables gives the problems that stand in a variable the hints that
// only make sense there.
func explainVariables(problems []Problem, variables []Variable, at *sources) {
	first := len(at.spans) - len(variables)
	for i := range problems {
		p := &problems[i]
		s := at.of(p.Line)
		if s == nil || !s.variable {
			continue
		}
		v := variables[at.index(p.Line)-first]
		switch {
		case v.Name == nodesVariable:
			p.Code, p.hint, p.Fix = "F09", phrase.Of(nodesHint), nodesFix(v.Value)
		case p.Code == "not-a-number" && isServiceLink(v):
			p.Code, p.hint = "B14", phrase.Of(serviceLinkHint)
		}
	}
}
