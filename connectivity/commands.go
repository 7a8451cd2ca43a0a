package connectivity

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/trial"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
	"redis-wizard/connectivity/release"
)

// errUsedUp is what go-redis gets when it wants a second connection.
var errUsedUp = errors.New("the connection was lost, and a probe opens no second one")

// client hands the connection, logged in and guarded, to go-redis: what Authelia
// uses must be able to live with this server. It is a plain client, without
// retries, without a pool to speak of, and it dials nothing itself.
func (e *endpoint) client() *redis.Client {
	connection := e.session.HandOver()
	if e.run.target.release().Generation() < 9 {
		connection = &resp.WithoutHello{Conn: connection}
	}
	client := redis.NewClient(&redis.Options{
		Addr: "connected:0", MaxRetries: -1, DialerRetries: 1, PoolSize: 1, MaxActiveConns: 1, PipelinePoolSize: -1,
		DisableIdentity: true, ContextTimeoutEnabled: true,
		ReadTimeout: resp.Timeout, WriteTimeout: resp.Timeout, PoolTimeout: resp.Timeout,
		ReadBufferSize: 4096, WriteBufferSize: 4096, ConnMaxIdleTime: -1, ConnMaxLifetime: -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			once := connection
			if connection = nil; once == nil {
				return nil, errUsedUp
			}
			return once, nil
		},
	})
	e.closers = append(e.closers, func() { _ = client.Close() })
	return client
}

// tryCommands does with a throw-away session what Authelia does with a real one.
func (e *endpoint) tryCommands(ctx context.Context) error {
	e.commands = e.client()
	session, err := trial.Run(ctx, e.commands)
	switch {
	case err != nil && session.At == "set" && neterror.IsTimeout(err):
		return because("writes-held", err)
	case err != nil:
		return err
	}
	for _, fault := range e.lacks(session) {
		if fault.lookup().Severity == causes.Error {
			return fault
		}
		e.warn(fault)
	}
	switch {
	case session.Vanished:
		return because("key-vanished", nil)
	case session.Lost != "":
		return because("not-kept", nil).with(map[string]string{"what": e.phrase(session.Lost)})
	}
	e.say("A test session was written, read, renamed, extended and deleted.")
	return nil
}

// lacks are the faults of a trial session that not all commands worked with, those
// with which Authelia keeps no sessions first.
func (e *endpoint) lacks(session *trial.Session) []*fault {
	var faults []*fault
	if len(session.Denied) > 0 || len(session.KeyDenied) > 0 {
		faults = append(faults, e.notPermitted(nil, session.Denied, session.KeyDenied))
	}
	if len(session.Unknown) > 0 {
		faults = append(faults, e.notKnown(nil, session.Unknown))
	}
	slices.SortStableFunc(faults, func(a, b *fault) int {
		return cmp.Compare(a.lookup().Severity, b.lookup().Severity) // error before warning
	})
	return faults
}

// lackTexts say what comes of commands that Authelia cannot use, the worst first. Where it
// does not start, that is all there is to say.
var lackTexts = []struct {
	of   release.Lack
	text phrase.Text
}{
	{release.LackStart, "{authelia} does not start without {lacking}."},
	{release.LackLogin, "{authelia} starts without {lacking}, but nobody can log in."},
	{release.LackRead, "{authelia} starts without {lacking}, but reads no session, so that nobody stays logged in."},
	{release.LackLogout, "{authelia} starts without {lacking} and keeps sessions, but nobody can log out: a session lasts until it expires."},
}

// effect says what comes of commands that Authelia cannot use, and whether all that
// suffers is the log-out.
func (e *endpoint) effect(commands []string) (effect string, logoutAlone bool) {
	t := e.run.target
	var said []string
	for _, row := range lackTexts {
		lacking := slices.DeleteFunc(slices.Clone(commands), func(command string) bool { return t.release().LackOf(command) != row.of })
		if len(lacking) == 0 {
			continue
		}
		said = append(said, e.phrase(row.text, "authelia", autheliaName(t.Authelia), "lacking", commandList(e.language(), lacking)))
		if row.of == release.LackStart {
			break
		}
		logoutAlone = row.of == release.LackLogout && len(said) == 1
	}
	return strings.Join(said, " "), logoutAlone
}

// notPermitted names the commands that a user lacks, or may not use on the keys of
// sessions, what comes of it, and the line that grants them.
func (e *endpoint) notPermitted(err error, commands, keys []string) *fault {
	var rules []string
	if len(keys) > 0 {
		rules = append(rules, "~"+release.KeyPrefix+"*")
	}
	for _, command := range commands {
		rules = append(rules, "+"+command)
	}
	effect, logoutAlone := e.effect(slices.Concat(commands, keys))
	name := "commands-not-permitted"
	switch {
	case len(commands) == 0:
		name = "keys-not-permitted"
	case len(keys) == 0 && logoutAlone:
		name = "logout-not-permitted"
	}
	return because(name, err).with(map[string]string{
		"commands": commandList(e.language(), commands), "effect": effect, "rule": "ACL SETUSER " + e.aclUser() + " " + strings.Join(rules, " "),
	})
}

// notKnown names the commands that a server does not have, and what comes of it.
func (e *endpoint) notKnown(err error, commands []string) *fault {
	name := "command-renamed"
	effect, logoutAlone := e.effect(commands)
	if logoutAlone {
		name = "logout-renamed"
	}
	return because(name, err).with(map[string]string{"commands": commandList(e.language(), commands), "effect": effect})
}

// aclUser is whom an ACL line for this log-in should name.
func (e *endpoint) aclUser() string {
	switch {
	case e.login.username == "":
		return "default"
	case e.run.redact.Clean(e.login.username) != e.login.username:
		// A user name that holds the password must not show it.
		return "<user>"
	}
	return e.login.username
}

// commandList writes a list of commands in capitals, as Redis's documents do.
func commandList(l phrase.Language, commands []string) string {
	return wording.List(l, each(commands, strings.ToUpper))
}
