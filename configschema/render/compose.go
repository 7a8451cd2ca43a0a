package render

import (
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// redisFile is where containers find the part of the configuration that no
// variable can carry: outside /config, which is usually a volume, into which
// the runtime would create a file to mount this one on.
const redisFile = "/etc/authelia/redis.yml"

// ownFile is the configuration.yml in Authelia's image.
const ownFile = "/config/configuration.yml"

// writeCompose is what the authelia service of a compose file needs. Secrets
// become secrets of Compose, which are files below /run/secrets; the other
// options become variables, and the nodes a config with its content inline.
func writeCompose(m model) Rendering {
	p := m.parts()
	n := p.notes
	r := Rendering{Format: Compose, Files: []File{}}
	if len(p.secrets)+len(p.public) == 0 {
		r.Notes = n.list()
		return r
	}
	env := tree{}
	for _, v := range p.variables {
		env.add(v.name, dollars(v.value))
	}
	var top, service tree
	service.add("image", "authelia/authelia:"+p.version.String())
	inFile := len(p.rest) > 0 && p.version.Since(v430)
	if inFile {
		if both := ownFile + "," + redisFile; p.version.Since(v438) {
			env.add("X_AUTHELIA_CONFIG", both)
		} else {
			service.add("command", list{"--config", both})
		}
	}
	for _, s := range p.secrets {
		env.add(s.env, "/run/secrets/"+s.file)
	}
	if len(env) > 0 {
		service.add("environment", env)
	}
	if inFile {
		service.add("configs", list{tree{{name: "source", value: "authelia-redis"}, {name: "target", value: redisFile}}})
	}
	if len(p.secrets) > 0 {
		var names list
		for _, s := range p.secrets {
			names = append(names, s.file)
		}
		service.add("secrets", names)
	}
	if dir, ok := socketDir(p); ok {
		service.add("volumes", list{tree{{name: "type", value: "bind"}, {name: "source", value: dollars(dir)}, {name: "target", value: dollars(dir)}}})
	}
	top.add("services", tree{{name: "authelia", value: service}})
	if inFile {
		top.add("configs", tree{{name: "authelia-redis", value: tree{{name: "content", value: dollars(configuration(p.rest))}}}})
		n.filtersOf(p.rest, p.version)
		n.mind("", "The inline config needs Docker Compose 2.23.1 or later. If your configuration is not at {path}, change that path here.", "path", ownFile)
	}
	if len(p.secrets) > 0 {
		var files tree
		for _, s := range p.secrets {
			files.add(s.file, tree{{name: "file", value: "./secrets/" + s.file}})
		}
		top.add("secrets", files)
	}
	r.Files = append(r.Files, File{Name: "compose.yml", Language: "yaml", Text: top.String(),
		Note: p.say("Add it to the authelia service of your compose file, or keep it as compose.override.yml beside it.")})
	n.mind("", "The image is the newest release of the chosen version that is known here. Keep yours if it is newer.")
	n.rest(&r, p)
	r.Files = append(r.Files, p.secretFiles("secrets/", "./secrets")...)
	if len(p.secrets) > 0 {
		n.mind("", "Compose mounts the secret files with the owner and the mode that they have on the host. The user that Authelia runs as in the container (PUID, or user:) must own them: chown them to it. With SELinux, label them for containers as well.")
	}
	n.socket(p, "The directory of the socket is mounted under the same path; where it is another one on the host, change source. The socket must be writable for Authelia's user.")
	n.sessionSecret()
	n.besideFile(p)
	n.privateCA(p, "Mount that directory into the container.")
	r.Notes = n.list()
	return r
}

// rest adds the options that only a file can carry as a file to merge by hand,
// for the version that reads one configuration file only; and says why.
func (n *notes) rest(r *Rendering, p parts) {
	if len(p.rest) == 0 {
		return
	}
	n.restInFile(p)
	if p.version.Since(v430) {
		return
	}
	r.Files = append(r.Files, File{Name: "configuration.yml", Language: "yaml", Text: configuration(p.rest),
		Note: p.say("Put it into Authelia's own configuration.yml, below session:. This version reads no second file.")})
	n.filtersOf(p.rest, p.version)
}

// socketDir is the directory of the unix socket, if Redis is reached by one. A
// container needs the directory, not the file: Redis makes the file anew each
// time it starts.
func socketDir(p parts) (string, bool) {
	host := p.public[configschema.KeyHost]
	if !strings.HasPrefix(host, "/") || has(p.options, configschema.HAPrefix) || !configschema.Printable(host) {
		return "", false
	}
	dir := host[:strings.LastIndexByte(host, '/')]
	return dir, dir != ""
}

// socket says what a container must be given to reach a unix socket.
func (n *notes) socket(p parts, how phrase.Text) {
	if _, ok := socketDir(p); ok {
		n.mind(configschema.KeyHost, how)
	}
}

// dollars doubles the dollar signs that Compose would take for variables.
func dollars(s string) string { return strings.ReplaceAll(s, "$", "$$") }
