// Package unknown is about values that stand for something which is not known here: a
// file, a variable of somebody else's, an entry of a vault, an expression of a program
// that writes the configuration. They are never taken as the value.
//
// Among the values of a form such an option stands under the name of its variable:
// AUTHELIA_SESSION_REDIS_PASSWORD_FILE with a path, or AUTHELIA_SESSION_REDIS_PASSWORD with
// what is written in place of the value, such as ${REDIS_PASSWORD}.
package unknown

import (
	"regexp"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// expression finds what stands for a value in the files of other programs.
var expression = regexp.MustCompile(`(?s)` +
	`\$\{\{.*\}\}` + // ${{ secrets.NAME }} of GitHub and Gitea
	`|\$\{[A-Za-z_][^}]*\}|\$\([A-Za-z_][A-Za-z0-9_.-]*\)` + // of shells, Compose, Kubernetes
	`|^\$[A-Za-z_][A-Za-z0-9_]*$` +
	`|\{\{.*\}\}` + // Go, Jinja2, consul-template, gomplate
	`|^\{(?:secretKeyRef|configMapKeyRef|fieldRef|resourceFieldRef|fileKeyRef): ` + // what valueFrom of Kubernetes holds
	`|^(?:awssm|gcpsm|keyvault):(?://)?\S`)

// programs put values in the place of what their signs find, in a whole file.
var programs = []struct {
	name string
	sign *regexp.Regexp
	act  phrase.Text
}{
	{"SOPS", regexp.MustCompile(`^ENC\[AES256_GCM,`), "Decrypt the file first (sops -d), and give Authelia the result. The value is not known here."},
	{"Ansible Vault", regexp.MustCompile(`^\$ANSIBLE_VAULT;`), "Let Ansible write the file, or decrypt it first (ansible-vault decrypt). The value is not known here."},
	{"the Vault plugin of Argo CD", regexp.MustCompile(`^<path:[^>]+>$`), fillIn},
	{"Vault", regexp.MustCompile(`^vault:[^\s:]+[/#]\S+$`), fillIn},
	{"vals", regexp.MustCompile(`^ref\+[a-z]+://\S`), fillIn},
	{"1Password", regexp.MustCompile(`^op://\S`), "Write the file with op inject first. The value is not known here."},
	{"Grafana", regexp.MustCompile(`^\$__(?:file|env|vault)\{.*\}$`), "Only Grafana knows this. Set the variable of the option, or that with the path of a file."},
	{"a workflow", regexp.MustCompile(`^\$\{\{.*\}\}$`), fillIn},
}

const fillIn phrase.Text = "Have it filled in before Authelia reads the file, or set the variable of the option instead. The value is not known here."

// Program is the one that a text is for, and what to do about it, where Authelia itself
// takes the text as it is written; ok is false for all other texts.
func Program(text string) (name string, act phrase.Text, ok bool) {
	for _, p := range programs {
		if strings.ContainsRune("E$<vro", rune((text + " ")[0])) && p.sign.MatchString(text) {
			return p.name, p.act, true
		}
	}
	return "", "", false
}

// IsExpression tells whether a text stands for a value rather than being one.
func IsExpression(text string) bool {
	_, _, ok := Program(text)
	return ok || expression.MatchString(text)
}

// Of is the option whose value a key and a text of a form's values stand for; ok is false
// for all others. isFile tells that the text is the path of a file.
func Of(key, text string) (o authelia.Option, isFile, ok bool) {
	o, isFile, ok = authelia.OfVariable(key)
	return o, isFile, ok && text != "" && (isFile || IsExpression(text))
}

// Split takes such values out of those of a form. Neither is nil.
func Split(values authelia.Values) (known, stand authelia.Values) {
	known, stand = authelia.Values{}, authelia.Values{}
	for key, text := range values {
		if _, _, ok := Of(key, text); ok {
			stand[key] = text
		} else {
			known[key] = text
		}
	}
	return known, stand
}

// IsPath tells whether a text can be meant as the path of a file: an
// absolute one, or a relative one that looks like it.
func IsPath(s string) bool {
	return pathLike.MatchString(s)
}

var pathLike = regexp.MustCompile(`(?s)^(?:` +
	`(?:/|\.\.?[/\\]|~/|\\\\|\$[{(]).*` + // /run/…, ../…, ${DIR}…
	`|[[:ascii:]]:[/\\].*` + // C:\secrets\redis
	`|[\w./\\-]*[/\\][\w./\\-]*` + // secrets/redis
	`|[\w.-]+\.[\w-]{1,8})$`) // redis.txt
