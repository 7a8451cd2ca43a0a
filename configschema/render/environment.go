package render

import (
	"strings"

	"redis-wizard/configschema"
)

// writeEnvironment is an environment file. Secrets stand in files that it
// names, which works in every version; what no variable can carry, the nodes
// above all, is left to a configuration.yml beside it.
func writeEnvironment(m model) Rendering {
	p := m.parts()
	n := p.notes
	r := Rendering{Format: Environment, Files: []File{}}
	all := append([]variable(nil), p.variables...)
	for _, s := range p.secrets {
		all = append(all, variable{s.key, s.env, secretsDir + "/" + s.file})
	}
	if len(all) > 0 {
		r.Files = append(r.Files, File{Name: "authelia.env", Language: "env", Text: assignments(all),
			Note: p.say("For a shell (set -a; . ./authelia.env), for env_file of Docker Compose, or for EnvironmentFile of systemd.")})
		n.mind("", "docker run --env-file takes quotes literally, as a part of the value. Take them off there, or use Docker Compose.")
	}
	if len(p.rest) > 0 {
		n.restInFile(p)
		r.Files = append(r.Files, File{Name: "configuration.yml", Language: "yaml", Text: configuration(p.rest),
			Note: p.say("What variables cannot carry. Put it into Authelia's configuration.yml, below session:.")})
		n.filtersOf(p.rest, p.version)
	}
	r.Files = append(r.Files, p.secretFiles("secrets/", secretsDir)...)
	if len(p.secrets) > 0 {
		n.mind("", "The paths in the variables are the ones that Authelia sees: in a container, mount the directory of the secrets at {directory}. Authelia's user must be able to read them.", "directory", secretsDir)
	}
	for _, v := range p.variables {
		if strings.Contains(v.value, "'") && strings.Contains(v.value, "`") {
			n.mind(v.key, "Option '{option}' holds a single quote and a backquote. Shells and systemd read it right; Docker Compose would leave a backslash in it.", "option", below(v.key))
		}
	}
	if len(p.options) > 0 {
		n.sessionSecret()
		n.mind("", "Variables win over configuration.yml.")
		n.besideFile(p)
		n.privateCA(p, "")
	}
	r.Notes = n.list()
	return r
}

// restInFile says why some options are left to a file.
func (n *notes) restInFile(p parts) {
	if !p.version.Since(v430) {
		n.mind("", "Authelia {version} ignores environment variables, except those that name secret files; they work from 4.30 on. Everything else has to stand in configuration.yml.", "version", p.version.String())
		return
	}
	isNode := false
	for _, key := range sorted(p.rest) {
		if _, ok := nodeOf(key); ok {
			isNode = true
			continue
		}
		n.mind(key, "Option '{option}' holds a line break or an invisible character, so it stands in the YAML file, not in a variable.", "option", below(key))
	}
	if isNode {
		n.mind(configschema.HAPrefix+"nodes", "Authelia takes a list of nodes from a file only, in every version: a variable for it would stop it. They stand in the YAML file.")
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
