package verdict

import (
	"regexp"
	"strings"

	"redis-wizard/configschema/conformance"
)

var (
	lineStart = regexp.MustCompile(`(?m)^(.)`)
	session   = regexp.MustCompile(`(?m)^session:`)
	secret    = regexp.MustCompile(`(?m)^  secret:`)
)

// complete makes a whole file of a block, in which nothing but the block can be
// wrong. Line numbers are in the verdicts, so the block stands at the beginning, or
// below one line session:, and the rest of that section behind it.
func complete(block conformance.Block, minor int) string {
	text := block.YAML
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if block.BelowSession() {
		text = "session:\n" + lineStart.ReplaceAllString(text, "  $1")
	} else if !session.MatchString(text) {
		text += "session:\n"
	}
	if !secret.MatchString(text) {
		text += "  secret: 'a secret that is long enough for every release of it'\n"
	}
	if minor >= 38 {
		text += `  cookies:
    - domain: 'example.com'
      authelia_url: 'https://auth.example.com'
identity_validation:
  reset_password:
    jwt_secret: 'another secret that is long enough for it'
`
	} else {
		text += "  domain: 'example.com'\njwt_secret: 'another secret that is long enough for it'\n"
	}
	text += `authentication_backend:
  file:
    path: '/config/users.yml'
access_control:
  default_policy: 'one_factor'
storage:
`
	if minor >= 33 {
		text += "  encryption_key: 'a key that is long enough for it'\n"
	}
	return text + `  local:
    path: '/config/db.sqlite3'
notifier:
  filesystem:
    filename: '/config/notification.txt'
`
}
