package render

import (
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
)

// writeEnvironment is an environment file. Secrets stand in files that it
// names, which works in every version; what no variable can carry, the nodes
// above all, is left to a configuration.yml beside it.
func writeEnvironment(p *parts) {
	all, open := slices.Concat(p.variables, p.pathVariables()), ""
	p.carry(references, func(s standIn) {
		if s.isPath {
			all = append(all, variable{s.option.Key, s.name, s.text})
		} else {
			open += s.name + `="` + s.text + "\"\n" // filled in by whoever reads it
		}
	})
	if text := assignments(all) + open; text != "" {
		p.file("authelia.env", "env", text, "For a shell (set -a; . ./authelia.env), for env_file of Docker Compose, or for EnvironmentFile of systemd.")
		p.mind("", "docker run --env-file takes quotes literally, as a part of the value. Remove them there, or use Docker Compose.")
	}
	if len(p.rest) > 0 {
		p.restInFile()
		p.restFile(authelia.FragmentFile, "Options that can't be set by environment variables. Put them into Authelia's configuration.yml, below session:.")
	}
	p.secretFiles(secretsDir)
	if len(p.secrets) > 0 {
		p.need("", readable, "The paths in the variables are the ones that Authelia sees: in a container, mount the directory of the secrets at {directory}. Authelia's user must be able to read them.", "directory", secretsDir)
	}
	for _, v := range p.variables {
		if strings.Contains(v.value, "'") && strings.Contains(v.value, "`") {
			p.mind(v.key, "Option '{option}' contains a single quote and a backquote. Shells and systemd read it right; Docker Compose would leave a backslash in it.", "option", authelia.ShortName(v.key))
		}
	}
	if len(p.options)+len(p.standIns) > 0 {
		p.sessionSecret()
		p.mind("", "Variables win over configuration.yml.")
		p.besideFile()
		p.privateCA("")
	}
}

// restInFile says why some options are left to a file.
func (p *parts) restInFile() {
	if len(p.rest) == 0 {
		return
	}
	if !p.version.Profile().Variables {
		p.mind("", "Authelia {version} ignores environment variables, except those that name secret files; they work from 4.30 on. Everything else has to be in configuration.yml.", "version", p.version.String())
		return
	}
	isNode := false
	for _, key := range sorted(p.rest) {
		if _, ok := authelia.Key(key).Row(); ok {
			isNode = true
			continue
		}
		p.mind(key, "Option '{option}' contains a line break or an invisible character, so it is in the YAML file, not in a variable.", "option", authelia.ShortName(key))
	}
	if isNode {
		p.mind(authelia.KeyNodes, "Authelia takes a list of nodes from a file only, in every version: a variable for it would stop it. They are in the YAML file.")
	}
}

// assignments is the text of an environment file: NAME='value' lines.
func assignments(variables []variable) string {
	var b strings.Builder
	for _, v := range variables {
		b.WriteString(v.name + "=" + shellQuoted(v.value) + "\n")
	}
	return b.String()
}

// shellQuoted is a value on one line, quoted so that POSIX shells, Docker
// Compose and systemd read the same: in single quotes, where all three take
// everything literally. A single quote cannot stand there, and to Compose a
// backslash before the last quote is special; such a value is in double quotes,
// with the escapes that the three have in common.
func shellQuoted(s string) string {
	if !strings.ContainsAny(s, `'\`) {
		return "'" + s + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(s) + `"`
}
