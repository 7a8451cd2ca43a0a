package connectivity

import (
	"slices"
	"strings"

	"redis-wizard/configschema/phrase"
)

// lack is what a command hinders that Authelia cannot use.
type lack int

const (
	lackStart  lack = iota // it does not start
	lackLogin              // it starts, and nobody can log in
	lackRead               // it starts, and reads no session
	lackLogout             // it starts and keeps sessions, and nobody can log out
)

// lackOf says what a release does without a command. Source: the provider of
// fasthttp/session (New sends PING; Save is SET, Get is GET, Regenerate is EXISTS,
// RENAME and EXPIRE, Destroy is DEL) and its callers in Authelia 4.37.5, 4.38.0
// and 4.39.20: handler_firstfactor.go answers a log-in with 401 when the session
// cannot be saved or regenerated, handler_logout.go a log-out with an error when
// it cannot be destroyed, before the cookie is taken back. Since 4.39.20 the start
// takes a SET and a DEL (internal/session/provider.go, StartupCheck).
func (t *Target) lackOf(command string) lack {
	switch {
	case command == "ping", command == "select":
		return lackStart
	case t.startsWithWrite() && (command == "set" || command == "del"):
		return lackStart
	case command == "get":
		return lackRead
	case command == "del":
		return lackLogout
	}
	return lackLogin
}

// lackTexts say what comes of it, the worst first. Where it does not start, that
// is all there is to say.
var lackTexts = map[lack]phrase.Text{
	lackStart:  "{authelia} does not start without {lacking}.",
	lackLogin:  "{authelia} starts without {lacking}, but nobody can log in.",
	lackRead:   "{authelia} starts without {lacking}, but reads no session, so that nobody stays logged in.",
	lackLogout: "{authelia} starts without {lacking} and keeps sessions, but nobody can log out: a session lasts until it expires.",
}

// effect says what comes of commands that Authelia cannot use.
func (e *endpoint) effect(commands []string) string {
	t := e.run.target
	var said []string
	for _, of := range []lack{lackStart, lackLogin, lackRead, lackLogout} {
		lacking := slices.DeleteFunc(slices.Clone(commands), func(command string) bool { return t.lackOf(command) != of })
		if len(lacking) == 0 {
			continue
		}
		said = append(said, e.told(lackTexts[of], "authelia", autheliaName(t.Authelia), "lacking", commandList(e.language(), lacking)))
		if of == lackStart {
			break
		}
	}
	return strings.Join(said, " ")
}

// logoutAlone tells whether all that suffers is the log-out.
func (e *endpoint) logoutAlone(commands []string) bool {
	return len(commands) > 0 && !slices.ContainsFunc(commands, func(command string) bool { return e.run.target.lackOf(command) != lackLogout })
}

// lacks are the faults of a trial session that not all commands worked with, those
// with which Authelia keeps no sessions first.
func (e *endpoint) lacks(c *cycle) []*fault {
	var faults []*fault
	if len(c.denied) > 0 || len(c.keyDenied) > 0 {
		faults = append(faults, e.notPermitted(nil, c.denied, c.keyDenied))
	}
	if len(c.unknown) > 0 {
		faults = append(faults, e.notKnown(nil, c.unknown))
	}
	slices.SortStableFunc(faults, func(a, b *fault) int {
		return strings.Compare(string(a.lookup().Severity), string(b.lookup().Severity)) // error before warning
	})
	return faults
}

// notPermitted names the commands that a user lacks, or may not use on the keys of
// sessions, what comes of it, and the line that grants them.
func (e *endpoint) notPermitted(err error, commands, keys []string) *fault {
	var rules []string
	if len(keys) > 0 {
		rules = append(rules, "~"+keyPrefix+"*")
	}
	for _, command := range commands {
		rules = append(rules, "+"+command)
	}
	name := "commands-not-permitted"
	switch {
	case len(commands) == 0:
		name = "keys-not-permitted"
	case len(keys) == 0 && e.logoutAlone(commands):
		name = "logout-not-permitted"
	}
	return because(name, err).with(map[string]string{
		"commands": commandList(e.language(), commands),
		"effect":   e.effect(slices.Concat(commands, keys)),
		"rule":     "ACL SETUSER " + e.aclUser() + " " + strings.Join(rules, " "),
	})
}

// notKnown names the commands that a server does not have, and what comes of it.
func (e *endpoint) notKnown(err error, commands []string) *fault {
	name := "command-renamed"
	if e.logoutAlone(commands) {
		name = "logout-renamed"
	}
	return because(name, err).with(map[string]string{"commands": commandList(e.language(), commands), "effect": e.effect(commands)})
}
