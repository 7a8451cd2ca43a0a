package views

import (
	"context"
	"maps"
	"slices"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/locale"
)

// words are the texts that the script looks up; the components use them too.
var words = map[string]phrase.Text{
	"severity.error":   "Error",
	"severity.warning": "Warning",
	"severity.info":    "Good to know",

	"error.unreachable": "The wizard's server does not answer. What you typed is still here: try again when it is back.",
	"error.large":       "This is larger than 1 MiB, and a configuration.yml has a few kilobytes: it is probably another file. Bring the session section alone.",
	"error.sent":        "A text on this page is larger than what this server takes, so the page cannot be sent there to come back in another language. In this browser it works as it is. Take the text out of its box to change the language.",
	"error.binary":      "This is no text in UTF-8, so it is no configuration that Authelia could read.",
	"error.link":        "The part of this page that opens links did not arrive, so the form stays as it was. The link is still in the address of this page: reload it.",
	"error.workshop":    "The part of this page that does this did not arrive. What you brought stays in this browser. Reload the page, or use the redis-wizard command.",

	"form.":              "nothing that is known here",
	"form.configuration": "a configuration.yml",
	"form.environment":   "environment variables",
	"form.url":           "a Redis URL",
	"form.redis-cli":     "a redis-cli command",
	"form.compose":       "a compose file",
	"form.helm":          "Helm values",

	"sign.same":    "",
	"sign.added":   "+",
	"sign.removed": "−",

	"plan.breaks":    "Breaks",
	"plan.rewrite":   "Rewritten",
	"plan.ignored":   "Without effect",
	"plan.changes":   "Changes",
	"plan.available": "New",

	"status.passed":  "passed",
	"status.warned":  "passed with a warning",
	"status.failed":  "failed",
	"status.skipped": "not tried",
	"status.running": "not finished",

	"fix.applied": "Applied",

	"role.redis":    "Redis",
	"role.sentinel": "Sentinel",
	"role.primary":  "Primary",
	"role.replica":  "Replica",

	"step.resolve":  "Look up the name",
	"step.policy":   "May be reached",
	"step.connect":  "Open a connection",
	"step.tls":      "Agree on encryption",
	"step.resp":     "Speaks Redis",
	"step.auth":     "Log in",
	"step.select":   "Choose the database",
	"step.role":     "Is the right server",
	"step.commands": "Keep a session",
	"step.latency":  "Answer quickly",
	"step.primary":  "Name the primary",
	"step.identity": "Let the client introduce itself",
	"step.group":    "See the group",
	"step.audit":    "Set up for sessions",
}

// word is the page's word for the name of a step, a status, a role or a severity,
// in the language of the page.
func word(ctx context.Context, group, name string) string {
	return Word(locale.In(ctx).Language(), group, name)
}

// Word looks a word up, and falls back on the name itself.
func Word(l phrase.Language, group, name string) string {
	if text, ok := words[group+"."+name]; ok {
		return l.Say(text)
	}
	return name
}

func wordNames() []string { return slices.Sorted(maps.Keys(words)) }
