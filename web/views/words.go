package views

import (
	"context"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/spoken"
)

// words are the texts that the script looks up, by what they are about and what it is
// called there; the components use them too.
var words = map[string]map[string]phrase.Text{
	"severity": {
		"error":   "Error",
		"warning": "Warning",
		"info":    "Note",
	},
	"error": {
		"unreachable": "Can't reach the wizard's server. Your input is safe; try again.",
		"large":       "File too large (max. 1 MiB). Paste only the session section.",
		"sent":        "A text on this page is too large for this server, so the page cannot change its language with it. Empty that box to change the language; in this browser everything else works.",
		"binary":      "Not a UTF-8 text file.",
		"link":        "Couldn't load what opens share links. Nothing was changed. The link is still in this page's address: reload it.",
		"module":      "Couldn't load this feature. Reload the page to try again, or use the redis-wizard command. Your input stays in this browser.",
	},
	"form": {
		"":              "nothing that is known here",
		"configuration": "configuration.yml",
		"environment":   "environment variables",
		"url":           "Redis URL",
		"redis-cli":     "redis-cli command",
		"compose":       "compose file",
		"helm":          "Helm values",
		"manifest":      "Kubernetes manifest",
		"redis.conf":    "Redis's own configuration",
		"log":           "log",
	},
	"sign": {
		"same":    "",
		"added":   "+",
		"removed": "−",
	},
	"plan": {
		"breaks":    "Breaks",
		"rewrite":   "Rewritten",
		"ignored":   "Without effect",
		"changes":   "Changes",
		"available": "New",
	},
	"status": {
		"passed":  "passed",
		"warned":  "passed with a warning",
		"failed":  "failed",
		"skipped": "skipped",
		"running": "not finished",
	},
	"fix": {
		"applied": "Applied",
	},
	"role": {
		"redis":    "Redis",
		"sentinel": "Sentinel",
		"primary":  "Primary",
		"replica":  "Replica",
	},
	"step": {
		"resolve":  "DNS lookup",
		"policy":   "Allowed by server policy",
		"connect":  "TCP connection",
		"tls":      "TLS handshake",
		"resp":     "Redis protocol",
		"auth":     "Authentication",
		"select":   "SELECT database",
		"role":     "Server role",
		"commands": "Write test session",
		"latency":  "Latency",
		"primary":  "Primary discovery",
		"identity": "Client handshake",
		"group":    "Sentinel quorum",
		"audit":    "Server settings",
	},
}

// word is the page's word for the name of a step, a status, a role or a severity,
// in the language of the page.
func word(ctx context.Context, group, name string) string {
	return Word(spoken.In(ctx).Phrases, group, name)
}

// Word looks a word up, and falls back on the name itself.
func Word(l phrase.Language, group, name string) string {
	if text, ok := words[group][name]; ok {
		return l.Say(text)
	}
	return name
}
