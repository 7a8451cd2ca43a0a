package render

import (
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/yamlwrite"
)

// redisFile is where containers find the part of the configuration that no
// variable can carry: outside /config, which is usually a volume, into which
// the runtime would create a file to mount this one on.
const redisFile = "/etc/authelia/redis.yml"

// ownFile is the configuration.yml in Authelia's image.
const (
	ownFile   = "/config/configuration.yml"
	bothFiles = ownFile + "," + redisFile
)

// writeCompose is what the authelia service of a compose file needs. Secrets
// become secrets of Compose, which are files below /run/secrets; the other
// options become variables, and the nodes a config with its content inline.
func writeCompose(p *parts) {
	if p.empty() {
		return
	}
	var top, service, env, files tree
	var names list
	service.Add("image", "authelia/authelia:"+p.version.String())
	for _, v := range p.variables {
		env.Add(v.name, dollars(v.value))
	}
	inFile := len(p.rest) > 0 && p.version.Profile().SeveralFiles
	switch {
	case inFile && p.version.Profile().ConfigVariable:
		env.Add("X_AUTHELIA_CONFIG", bothFiles)
	case inFile:
		service.Add("command", list{"--config", bothFiles})
	}
	for _, s := range p.secrets {
		env.Add(s.env, "/run/secrets/"+s.file)
		names = append(names, s.file)
		files.Add(s.file, tree{{Key: "file", Value: "./secrets/" + s.file}})
	}
	p.carry(references, func(s standIn) {
		if !s.isPath {
			env.Add(s.name, s.text)
			return
		}
		env.Add(s.name, dollars(s.text))
		if name, ok := strings.CutPrefix(s.text, "/run/secrets/"); ok && !strings.Contains(name, "/") {
			names = append(names, name)
			p.mind(s.option.Key, "The secret {name} is one of your compose file, below its secrets:; it is not repeated here.", "name", name)
		}
	})
	if len(env) > 0 {
		service.Add("environment", env)
	}
	if inFile {
		service.Add("configs", list{tree{{Key: "source", Value: "authelia-redis"}, {Key: "target", Value: redisFile}}})
	}
	if len(names) > 0 {
		service.Add("secrets", names)
	}
	if dir, ok := p.socketDir(); ok {
		service.Add("volumes", list{tree{{Key: "type", Value: "bind"}, {Key: "source", Value: dollars(dir)}, {Key: "target", Value: dollars(dir)}}})
	}
	top.Add("services", tree{{Key: "authelia", Value: service}})
	if inFile {
		top.Add("configs", tree{{Key: "authelia-redis", Value: tree{{Key: "content", Value: dollars(configuration(p.rest, p.version))}}}})
		p.filtersOf(p.rest)
		p.mind("", "The inline config needs Docker Compose 2.23.1 or later. If your configuration is not at {path}, change that path here.", "path", ownFile)
	}
	if len(files) > 0 {
		top.Add("secrets", files)
	}
	p.file("compose.override.yml", "yaml", top.String(), "Add it to the authelia service of your compose file, or keep it as compose.override.yml beside it.")
	p.mind("", "The image is the newest release of the chosen version that is known here. Keep yours if it is newer.")
	p.restBeside()
	p.secretFiles("./secrets")
	if len(p.secrets) > 0 {
		p.need("", readable, "Compose mounts the secret files with the owner and the mode that they have on the host. The user that Authelia runs as in the container (PUID, or user:) must own them: chown them to it. With SELinux, label them for containers as well.")
	}
	p.socket("The directory of the socket is mounted under the same path; if the host path differs, change source. The socket must be writable for Authelia's user.")
	p.closing("Mount that directory into the container.")
}

// restBeside adds the options that only a file can carry as a file to merge by hand,
// for the version that reads one configuration file only; and says why.
func (p *parts) restBeside() {
	p.restInFile()
	if len(p.rest) > 0 && !p.version.Profile().SeveralFiles {
		p.restFile(authelia.FragmentFile, "Put it into Authelia's own configuration.yml, below session:. This version reads no second file.")
	}
}

// socketDir is the directory of the unix socket, if Redis is reached by one. A
// container needs the directory, not the file: Redis makes the file anew each
// time it starts.
func (p *parts) socketDir() (string, bool) {
	host := p.public[authelia.KeyHost]
	if !strings.HasPrefix(host, "/") || form.HasPrefix(p.options, authelia.HAPrefix) || !yamlwrite.Printable(host) {
		return "", false
	}
	dir := host[:strings.LastIndexByte(host, '/')]
	return dir, dir != ""
}

// socket says what a container must be given to reach a unix socket.
func (p *parts) socket(how phrase.Text) {
	if _, ok := p.socketDir(); ok {
		p.mind(authelia.KeyHost, how)
	}
}

// dollars doubles the dollar signs that Compose would take for variables.
func dollars(s string) string { return strings.ReplaceAll(s, "$", "$$") }
