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

	"redis-wizard/configschema/authelia"
)

// expression finds what stands for a value in the files of other programs.
var expression = regexp.MustCompile(`(?s)` +
	`\$\{\{.*\}\}` + // ${{ secrets.NAME }} of GitHub and Gitea
	`|\$\{[A-Za-z_][^}]*\}|\$\([A-Za-z_][A-Za-z0-9_.-]*\)` + // of shells, Compose, Kubernetes
	`|^\$[A-Za-z_][A-Za-z0-9_]*$` +
	`|\{\{.*\}\}` + // Go, Jinja2, consul-template, gomplate
	`|^ENC\[AES256_GCM,` + // SOPS
	`|^\{(?:secretKeyRef|configMapKeyRef|fieldRef|resourceFieldRef|fileKeyRef): ` + // what valueFrom of Kubernetes holds
	`|^(?:op|vault|ref\+[a-z]+|awssm|gcpsm|keyvault):(?://)?\S` + // references of 1Password, Vault, vals
	`|^<path:[^>]+>$`) // the vault plugin of Argo CD

// IsExpression tells whether a text stands for a value rather than being one.
func IsExpression(text string) bool { return expression.MatchString(text) }

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
