package connectivity

import (
	"context"
	"errors"
)

// identify says what go-redis says about itself after the log-in, one command
// at a time: some proxies and hosted servers fall over it, which Authelia then
// shows as a wrong password. Refusals count for nothing, as in go-redis.
func (e *endpoint) identify(context.Context) error {
	commands := [][]string{
		{"CLIENT", "SETINFO", "LIB-NAME", "go-redis(redis-wizard)"},
		{"CLIENT", "SETINFO", "LIB-VER", "9"},
	}
	// go-redis 9.18 came with Authelia 4.39.17; on connections that were found
	// through Sentinel it leaves this one out.
	maintenance := e.run.target.since(39, 17) && e.run.target.Mode != ModeSentinel
	if maintenance {
		commands = append(commands, []string{"CLIENT", "MAINT_NOTIFICATIONS", "ON", "MOVING-ENDPOINT-TYPE", "NONE"})
	}
	denied, accepted := false, false
	for _, command := range commands {
		_, err := e.session.do(command...)
		var refused *ReplyError
		switch {
		case err == nil:
			accepted = command[1] == "MAINT_NOTIFICATIONS"
		case !errors.As(err, &refused):
			return because("identity-upsets", err).with(map[string]string{"command": command[0] + " " + command[1]})
		case refused.Code == "NOPERM":
			denied = true
		}
	}
	if accepted {
		// Nobody here listens to such notifications.
		_, _ = e.session.do("CLIENT", "MAINT_NOTIFICATIONS", "OFF")
	}
	_, err := e.session.do("PING")
	var refused *ReplyError
	switch {
	case err == nil:
	case !errors.As(err, &refused), refused.Code == "NOAUTH":
		return because("identity-upsets", err).with(map[string]string{"command": "CLIENT SETINFO"})
	case refused.Code == "LOADING":
		return err // ROLE would be answered all the same
	}
	if denied {
		e.say("It does not let this user say which library it uses. That does no harm.")
		e.warn(because("identity-not-permitted", nil))
		return nil
	}
	e.say("It puts up with CLIENT SETINFO, as go-redis sends it.")
	return nil
}
