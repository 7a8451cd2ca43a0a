package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// redisImage recognises what serves Redis, by the last part of the image's name.
var redisImage = regexp.MustCompile(`^(?:redis|valkey|keydb|dragonfly|redis-stack|redis-stack-server|redict|garnet)$`)

// maxServers bounds the services of Redis that are compared; real files have one or two.
const maxServers = 20

// redis takes a service that is a Redis, to be compared with what Authelia is told.
func (c *composeReader) redis(s field) {
	name, _, _ := interpolate(plainValue(child(s.value, "image")), c.known)
	if !isRedisImage(name) || s.key == c.name || len(c.neighbours) == maxServers {
		return
	}
	n := &neighbour{spot: c.at(s.line), service: s.key, names: []string{s.key}, services: c.services}
	for _, key := range []string{"container_name", "hostname"} {
		n.add(plainValue(child(s.value, key)))
	}
	networks := child(s.value, "networks")
	for _, f := range fields(networks) {
		for _, alias := range items(child(f.value, "aliases")) {
			n.add(plainValue(alias))
		}
	}
	mine, ofRedis := c.networksOf(c.of), c.networksOf(target(s.value))
	n.apart = !slices.ContainsFunc(mine, func(network string) bool { return slices.Contains(ofRedis, network) })
	n.isHost = plainValue(child(c.of, "network_mode")) == "host"
	n.all = c.mounted(s.value)
	n.started(name, c.command(s.value), c.environmentOf(s.value), s.line)
	c.neighbours = append(c.neighbours, n)
}

// started adds what a server is told by its command line and its variables.
func (n *neighbour) started(image string, words []string, environment map[string]string, line int) {
	n.all = append(n.all, commandDirectives(words, environment)...)
	if flags := cmp.Or(environment["REDIS_ARGS"], environment["REDIS_EXTRA_FLAGS"], environment["VALKEY_EXTRA_FLAGS"]); flags != "" {
		n.all = append(n.all, commandDirectives(strings.Fields(flags), environment)...)
	}
	isBitnami := strings.Contains(image, "bitnami")
	if isBitnami {
		for variable, option := range map[string]string{"REDIS_PASSWORD": "requirepass", "VALKEY_PASSWORD": "requirepass", "REDIS_PORT_NUMBER": "port", "VALKEY_PORT_NUMBER": "port"} {
			if value, ok := environment[variable]; ok {
				n.all = append(n.all, directive{option, []string{value}, line})
			}
		}
		n.unknown = environment["REDIS_PASSWORD_FILE"] != "" || environment["VALKEY_PASSWORD_FILE"] != ""
	}
	n.ownVariable = environment["REDIS_PASSWORD"] != "" && !isBitnami
}

// serviceNames are all names that a host of the compose file may have.
func (c *composeReader) serviceNames() (names []string) {
	for _, f := range fields(child(c.root, "services")) {
		names = append(names, f.key, plainValue(child(f.value, "container_name")), plainValue(child(f.value, "hostname")))
	}
	return names
}

// networksOf are the networks of a service; the default one where it lists none.
func (c *composeReader) networksOf(service *yaml.Node) (names []string) {
	if mode := plainValue(child(service, "network_mode")); mode != "" {
		return []string{"network_mode:" + mode}
	}
	networks := child(service, "networks")
	for _, f := range fields(networks) {
		names = append(names, f.key)
	}
	for _, item := range items(networks) {
		names = append(names, plainValue(item))
	}
	if len(names) == 0 {
		return []string{"default"}
	}
	return names
}

// unknownValue stands for a value that is not in the texts.
const unknownValue = "\x00"

// environmentOf are the variables of another service.
func (c *composeReader) environmentOf(service *yaml.Node) map[string]string {
	values := map[string]string{}
	set := func(name, value string) {
		out, open, _ := interpolate(value, c.known)
		if len(open) > 0 {
			out = unknownValue + value
		}
		values[name] = out
	}
	environment := child(service, "environment")
	for _, f := range fields(environment) {
		set(f.key, plainValue(f.value))
	}
	for _, item := range items(environment) {
		if name, value, ok := strings.Cut(plainValue(item), "="); ok {
			set(name, value)
		}
	}
	return values
}

// command is the command line of a service, word by word. What a shell is to run is
// taken apart as well.
func (c *composeReader) command(service *yaml.Node) (words []string) {
	for _, key := range []string{"entrypoint", "command"} {
		n := child(service, key)
		texts := items(n)
		if text, ok := scalar(n); ok {
			words = append(words, c.shellWords(text)...)
		}
		for _, item := range texts {
			text, _ := scalar(item)
			if strings.ContainsAny(text, " \n") && strings.Contains(text, "-server") {
				words = append(words, c.shellWords(text)...)
				continue
			}
			words = append(words, c.filled(text))
		}
	}
	return words
}

// filled is a word with what compose fills in; marked where that is not known.
func (c *composeReader) filled(text string) string {
	out, open, _ := interpolate(text, c.known)
	if len(open) > 0 {
		return unknownValue + text
	}
	return out
}

func (c *composeReader) shellWords(text string) (words []string) {
	for w := range c.scan(text, 1).words() {
		if w.end && w.text == "" {
			continue
		}
		if words = append(words, c.filled(w.text)); len(words) == maxWords {
			break
		}
	}
	return words
}

// commandDirectives are the options of redis-server: --requirepass secret.
func commandDirectives(words []string, environment map[string]string) (all directives) {
	for i, word := range words {
		name, ok := strings.CutPrefix(word, "--")
		if !ok || i+1 == len(words) {
			continue
		}
		value := words[i+1]
		if found := reference.FindStringSubmatch(value); found != nil && found[0] == value { // of the container's shell
			if value = environment[found[1]+found[4]]; value == "" {
				value = unknownValue + words[i+1]
			}
		}
		all = append(all, directive{strings.ToLower(name), []string{value}, 0})
	}
	return all
}

// mounted are the lines of a redis.conf that is mounted into a service, where it was
// given or stands in the compose file itself.
func (c *composeReader) mounted(service *yaml.Node) (all directives) {
	for _, item := range items(child(service, "volumes")) {
		source, _, _ := strings.Cut(nameOf(item, "source"), ":")
		all = append(all, c.serverIn(source, nil)...)
	}
	for _, item := range items(child(service, "configs")) {
		definition := c.configs[nameOf(item, "source")]
		all = append(all, c.serverIn(plainValue(child(definition, "file")), child(definition, "content"))...)
	}
	return all
}

// serverIn are the lines of a redis.conf in a file that was given, or in a text of the
// compose file. Each is read once.
func (c *composeReader) serverIn(file string, content *yaml.Node) directives {
	text, ok := scalar(content)
	key := file + "\x00" + text
	if found, known := c.servers[key]; known {
		return found
	}
	var found directives
	if ok {
		plain, _, _ := interpolate(text, c.known)
		found = readDirectives(plain)
	} else if other := c.besides(file); other != nil {
		if found = readDirectives(other.unmarked()); found != nil {
			other.isPart = true
		}
	}
	c.servers[key] = found
	return found
}
