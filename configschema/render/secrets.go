package render

import (
	"maps"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
)

// secretsDir is where Authelia finds the secret files on a machine without
// containers. It stands beside the configuration.yml of Authelia's packages.
const secretsDir = "/etc/authelia/secrets"

// readable is what secret files have to be.
const readable phrase.Text = "secret files readable"

// writeSecrets is the configuration without its secrets, a file for each
// secret, the variables that name those files, and a script that asks for the
// secrets and writes the files.
func writeSecrets(p *parts) {
	if text := p.configurationText(); text != "" {
		p.file(authelia.FragmentFile, "yaml", text, sessionSection)
		p.sessionSecret()
		p.filtersOf(p.public)
	}
	variables := p.pathVariables()
	p.carry(none, func(s standIn) { variables = append(variables, variable{s.option.Key, s.name, s.text}) })
	if len(p.secrets) == 0 && len(variables) == 0 {
		p.privateCA("")
		if len(p.options) > 0 {
			p.mind("", "No option is set that is a secret, so there are no secret files.")
		}
		return
	}
	if len(p.public) == 0 {
		p.mind("", "Every option that is set is a secret, so there is no configuration.yml: the variables alone switch session.redis on.")
	}
	p.file("authelia.env", "env", assignments(variables), "The environment of Authelia. The paths are the ones that Authelia sees; in a container, mount the directory there.")
	p.secretFiles(secretsDir)
	if len(p.secrets) == 0 {
		p.need("", "no duplicate secrets", takeOut)
		p.privateCA("")
		return
	}
	p.add(File{Name: "write-secrets.sh", Mode: "0700", Language: "shell", Text: script(p.secrets)},
		"Instead of the secret files: run it as root, and it asks for each secret and writes the file. It contains no secret itself.")
	p.need("", readable, "Authelia's user must be able to read the files: chown them to it. A file that it may not open stops Authelia with 'file permission error occurred'.")
	p.need("", "no duplicate secrets", takeOut)
	p.privateCA("")
}

// pathVariables are the variables that name the secret files.
func (p *parts) pathVariables() (variables []variable) {
	for _, s := range p.secrets {
		variables = append(variables, variable{s.key, s.env, secretsDir + "/" + s.file})
	}
	return variables
}

// configurationText is the YAML of everything but the secrets. A section is
// switched on by a secret alone, too, but is easier to find when it is there.
func (p *parts) configurationText() string {
	values := p.public
	if form.HasPrefix(p.options, authelia.TLSPrefix) && !form.HasPrefix(values, authelia.TLSPrefix) && len(values) > 0 {
		values = maps.Clone(values)
		values[authelia.KeyMinVersion] = "TLS1.2"
	}
	return configuration(values, p.version)
}

// secretFiles adds the files with the bytes of the secrets, which belong into the
// directory into.
func (p *parts) secretFiles(into string) {
	for _, s := range p.secrets {
		p.add(File{Name: "secrets/" + s.file, Mode: "0600", Secret: true, Language: "text", Text: s.value},
			"Save as {path}, readable for Authelia alone. Contains only the value: no name, no quotes.", "path", into+"/"+s.file)
	}
}

// script asks for the secrets and writes the files. It is a file to run, with
// no secret in it, so that none can stay behind in a shell's history, in the
// list of processes or in the script itself; printf is a builtin of every sh.
func script(secrets []secret) string {
	var b strings.Builder
	b.WriteString(`#!/bin/sh
# Asks for the secrets of session.redis and writes each into a file of its own.
# Nothing is shown while you type, and nothing reaches the list of processes or
# the history of the shell. Run it as root; another directory may be given:
#
#   sh write-secrets.sh [DIRECTORY]

set -eu
umask 077
dir=${1:-` + secretsDir + `}
mkdir -p "$dir"
chmod 0700 "$dir"

quiet() { if [ -t 0 ]; then stty -echo; fi; }
loud() { if [ -t 0 ]; then stty echo; echo; fi; }
trap loud EXIT
trap 'exit 1' INT TERM

# entered FILE: an empty file would be an empty password to Authelia.
entered() {
	if [ ! -s "$dir/$1" ]; then
		rm -f "$dir/$1"
		echo "Nothing was entered; $dir/$1 is not there. Run this again." >&2
		exit 1
	fi
}

# one_line FILE NAME: a secret on one line, ended by the Enter key.
one_line() {
	printf '%s: ' "$2" >&2
	quiet
	IFS= read -r value
	loud
	rm -f "$dir/$1"
	printf '%s' "$value" >"$dir/$1"
	unset value
	entered "$1"
}

# many_lines FILE NAME: PEM for example, ended by Ctrl-D on a line of its own.
many_lines() {
	printf '%s, all its lines, then Ctrl-D:\n' "$2" >&2
	rm -f "$dir/$1"
	quiet
	cat >"$dir/$1"
	loud
	entered "$1"
}

`)
	for _, s := range secrets {
		ask := "one_line "
		if strings.Contains(s.value, "\n") {
			ask = "many_lines "
		}
		b.WriteString(ask + s.file + " '" + s.label + "'\n")
	}
	b.WriteString("\nls -l \"$dir\" >&2\n")
	return b.String()
}
