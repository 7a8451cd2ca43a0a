package views

import (
	"context"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// words are the texts that the script looks up, by what they are about and what it is
// called there; the components use them too.
var words = map[string]map[string]phrase.Text{
	"severity": {
		"error":   "Error",
		"warning": "Warning",
		"info":    "Good to know",
	},
	"error": {
		"unreachable": "The wizard's server does not answer. What you typed is still here: try again when it is back.",
		"large":       "This is larger than 1 MiB, and a configuration.yml has a few kilobytes: it is probably another file. Bring the session section alone.",
		"sent":        "A text on this page is larger than what this server takes, so the page cannot be sent there to come back in another language. In this browser it works as it is. Take the text out of its box to change the language.",
		"binary":      "This is no text in UTF-8, so it is no configuration that Authelia could read.",
		"link":        "The part of this page that opens links did not arrive, so the form stays as it was. The link is still in the address of this page: reload it.",
		"module":      "The part of this page that does this did not arrive. What you brought stays in this browser. Reload the page, or use the redis-wizard command.",
	},
	"form": {
		"":              "nothing that is known here",
		"configuration": "a configuration.yml",
		"environment":   "environment variables",
		"url":           "a Redis URL",
		"redis-cli":     "a redis-cli command",
		"compose":       "a compose file",
		"helm":          "Helm values",
		"manifest":      "a Kubernetes manifest",
		"redis.conf":    "the configuration of Redis itself",
		"log":           "a log",
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
		"skipped": "not tried",
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
		"resolve":  "Look up the name",
		"policy":   "May be reached",
		"connect":  "Open a connection",
		"tls":      "Agree on encryption",
		"resp":     "Speaks Redis",
		"auth":     "Log in",
		"select":   "Choose the database",
		"role":     "Is the right server",
		"commands": "Keep a session",
		"latency":  "Answer quickly",
		"primary":  "Name the primary",
		"identity": "Let the client introduce itself",
		"group":    "See the group",
		"audit":    "Set up for sessions",
	},
}

// word is the page's word for the name of a step, a status, a role or a severity,
// in the language of the page.
func word(ctx context.Context, group, name string) string {
	return Word(locale.In(ctx).Language(), group, name)
}

// Word looks a word up, and falls back on the name itself.
func Word(l phrase.Language, group, name string) string {
	if text, ok := words[group][name]; ok {
		return l.Say(text)
	}
	return name
}
