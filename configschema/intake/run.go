package intake

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
)

// A run is a command line that starts a container.
type run struct {
	line        int
	names       []string // by which others reach it
	environment map[string]string
	image       string
	args        []string // behind the image
}

var (
	runtime = regexp.MustCompile(`^(?:docker|podman|nerdctl)$`)
	// flagAlone is an option of docker run that has no value behind it.
	flagAlone = regexp.MustCompile(`^(?:-[ditPq]+|--(?:detach|rm|interactive|tty|init|privileged|read-only|no-healthcheck|publish-all|quiet|replace))$`)
)

// runs are the command lines in a text that start a container.
func (t *text) runs() (all []run) {
	if !runCommand.MatchString(t.Text) {
		return nil
	}
	const outside, verb, options, behind = 0, 1, 2, 3
	state, flag := outside, ""
	r := run{}
	for w := range (&reading{text: t}).scan(t.unmarked(), 1).words() {
		value := w.text
		if w.reference {
			value = unknownValue + value
		}
		switch {
		case w.end:
			if r.image != "" && len(all) < maxServers {
				all = append(all, r)
			}
			state, flag = outside, ""
		case state == outside && runtime.MatchString(w.text):
			state, r = verb, run{line: w.line, environment: map[string]string{}}
		case state == verb && (w.text == "run" || w.text == "create"):
			state = options
		case state == verb && w.text != "container" && w.text != "service":
			state = outside
		case state == options && flag != "":
			r.option(flag, value)
			flag = ""
		case state == options && flagAlone.MatchString(w.text):
		case state == options && strings.HasPrefix(w.text, "-"):
			name, inline, ok := strings.Cut(w.text, "=")
			if ok && strings.HasPrefix(name, "--") {
				r.option(name, inline)
			} else {
				flag = w.text
			}
		case state == options:
			r.image, state = w.text, behind
		case state == behind && len(r.args) < maxWords:
			r.args = append(r.args, value)
		}
	}
	return all
}

func (r *run) option(flag, value string) {
	switch flag {
	case "--name", "--hostname", "-h", "--network-alias", "--net-alias":
		r.names = append(r.names, value)
	case "-e", "--env":
		if name, value, ok := strings.Cut(value, "="); ok {
			r.environment[name] = value
		}
	}
}

// redisRuns are the servers that the command lines of a text start, to be compared with
// what Authelia is told.
func (r *reading) redisRuns() (all []*neighbour) {
	for _, run := range r.runs() {
		if !isRedisImage(run.image) {
			continue
		}
		n := &neighbour{spot: r.at(run.line), names: run.names}
		if len(run.names) > 0 {
			n.service = run.names[0]
		}
		n.started(run.image, run.args, run.environment, run.line)
		all = append(all, n)
	}
	return all
}

// readRedisRun takes a command line that starts Redis itself.
func readRedisRun(t *text) *reading {
	r := &reading{text: t}
	servers := r.redisRuns()
	if len(servers) == 0 {
		return nil
	}
	n := servers[0]
	r.neighbours, r.directives = servers, n.all
	known := slices.DeleteFunc(slices.Clone(n.all), func(d directive) bool { return strings.HasPrefix(d.arg(0), unknownValue) })
	(&serverReader{r, known}).login(authelia.KeyUsername, authelia.KeyPassword)
	if n.service != "" {
		n.set(authelia.KeyHost, n.service)
	}
	if port, _ := known.last("port"); isPort(port) {
		n.set(authelia.KeyPort, plainNumber(port))
	}
	return r
}

// isRedisImage tells whether an image serves Redis.
func isRedisImage(image string) bool {
	name, _, _ := strings.Cut(image, "@")
	base, _, _ := strings.Cut(path.Base(name), ":")
	return redisImage.MatchString(base)
}
