package render

import (
	"strings"

	"redis-wizard/configschema"
)

// secretsDir is where Authelia finds the secret files on a machine without
// containers. It stands beside the configuration.yml of Authelia's packages.
const secretsDir = "/etc/authelia/secrets"

// writeSecrets is the configuration without its secrets, a file for each
// secret, the variables that name those files, and a script that asks for the
// secrets and writes the files.
func writeSecrets(m model) Rendering {
	p := m.parts()
	n := p.notes
	r := Rendering{Format: Secrets, Files: []File{}}
	if text := p.configurationText(); text != "" {
		r.Files = append(r.Files, File{Name: "configuration.yml", Language: "yaml", Text: text,
			Note: p.say(sessionSection)})
		n.sessionSecret()
		n.filtersOf(p.public, p.version)
	}
	if len(p.secrets) == 0 {
		n.privateCA(p, "")
		if len(p.options) > 0 {
			n.mind("", "No option is set that is a secret, so there are no secret files.")
		}
		r.Notes = n.list()
		return r
	}
	if len(p.public) == 0 {
		n.mind("", "Every option that is set is a secret, so there is no configuration.yml: the variables alone switch session.redis on.")
	}
	variables := make([]variable, 0, len(p.secrets))
	for _, s := range p.secrets {
		variables = append(variables, variable{s.key, s.env, secretsDir + "/" + s.file})
	}
	r.Files = append(r.Files, File{Name: "authelia.env", Language: "env", Text: assignments(variables),
		Note: p.say("The environment of Authelia. The paths are the ones that Authelia sees; in a container, mount the directory there.")})
	r.Files = append(r.Files, p.secretFiles("secrets/", secretsDir)...)
	r.Files = append(r.Files, File{Name: "write-secrets.sh", Mode: "0700", Language: "shell", Text: script(p.secrets),
		Note: p.say("Instead of the secret files: run it as root, and it asks for each secret and writes the file. It holds no secret itself.")})
	n.mind("", "Authelia's user must be able to read the files: chown them to it. A file that it may not open stops Authelia with 'file permission error occurred'.")
	n.besideFile(parts{secrets: p.secrets})
	n.privateCA(p, "")
	r.Notes = n.list()
	return r
}

// configurationText is the YAML of everything but the secrets. A section is
// switched on by a secret alone, too, but is easier to find when it is there.
func (p parts) configurationText() string {
	values := p.public
	if has(p.options, configschema.TLSPrefix) && !has(values, configschema.TLSPrefix) && len(values) > 0 {
		values = clone(values)
		values[configschema.TLSPrefix+"minimum_version"] = "TLS1.2"
	}
	return configuration(values)
}

// secretFiles are the files with the bytes of the secrets, in a folder of the
// rendering; they belong into the directory into.
func (p parts) secretFiles(folder, into string) []File {
	var files []File
	for _, s := range p.secrets {
		files = append(files, File{Name: folder + s.file, Mode: "0600", Secret: true, Language: "text", Text: s.value,
			Note: p.say("Goes to {path}, readable for Authelia alone. It holds the value and nothing else: no name, no quotes.", "path", into+"/"+s.file)})
	}
	return files
}

func clone(values map[string]string) map[string]string {
	out := make(map[string]string, len(values)+1)
	for key, value := range values {
		out[key] = value
	}
	return out
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
		if s.manyLines() {
			ask = "many_lines "
		}
		b.WriteString(ask + s.file + " '" + s.label + "'\n")
	}
	b.WriteString("\nls -l \"$dir\" >&2\n")
	return b.String()
}
