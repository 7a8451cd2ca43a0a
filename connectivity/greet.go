package connectivity

import (
	"context"
	"crypto/tls"
	"net"

	"redis-wizard/connectivity/internal/greeting"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/neterror"
)

// firstAnswer sends that PING, once.
func (e *endpoint) firstAnswer(ctx context.Context) greeting.Greeting {
	if !e.greeting.Happened {
		var conn net.Conn = e.raw
		if e.secure != nil {
			conn = e.secure
		}
		e.session = resp.New(ctx, conn)
		answer, err := e.session.Do("PING")
		e.greeting = greeting.Greeting{Happened: true, Reply: answer, Err: err}
	}
	return e.greeting
}

// greet is the step "resp".
func (e *endpoint) greet(ctx context.Context) error {
	answer := e.firstAnswer(ctx)
	if cause := answer.Foreign(); cause != "" {
		if cause == "plain-on-tls-port" {
			return e.speaksTLS(answer.Err)
		}
		return because(cause, answer.Err).with(answer.Words(e.language()))
	}
	switch {
	case answer.Open():
		e.say("It answers PING with PONG, and did not ask for a password.")
		return nil
	case answer.Code() == "NOAUTH":
		e.say("It speaks Redis's protocol, and asks for a password.")
		return nil
	case answer.Refusal():
		return answer.Err
	case answer.SpeaksRedis():
		e.say("It speaks Redis's protocol.")
		return nil
	}
	// Closed or silent. A port that wants TLS is often the reason.
	if e.secure == nil && (neterror.IsClosed(answer.Err) || neterror.IsTimeout(answer.Err)) && ctx.Err() == nil &&
		e.tlsAnswers(ctx, tls.VersionTLS10, tls.VersionTLS13) {
		return e.speaksTLS(answer.Err)
	}
	return answer.Err
}

func (e *endpoint) speaksTLS(err error) *fault {
	// An empty tls section is an error for Authelia; this is the smallest valid
	// one, and says what is the default anyway.
	return because("plain-on-tls-port", err).mended(fix(e.phrase("Turn TLS on"), e.names().MinVersion, "TLS1.2"))
}

// plainAnswer asks the same port without TLS.
func (e *endpoint) plainAnswer(ctx context.Context) greeting.Greeting {
	conn, err := e.again(ctx)
	if err != nil {
		return greeting.Greeting{}
	}
	defer conn.Close()
	defer e.run.whenOver(ctx, func() { _ = conn.Close() })()
	answer, err := resp.New(ctx, conn).Within(diagnosisTimeout, "PING")
	return greeting.Greeting{Happened: true, Reply: answer, Err: err}
}

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
	if e.run.target.release().Since(39, 17) && e.run.target.Mode != ModeSentinel {
		commands = append(commands, []string{"CLIENT", "MAINT_NOTIFICATIONS", "ON", "MOVING-ENDPOINT-TYPE", "NONE"})
	}
	denied, accepted := false, false
	for _, command := range commands {
		_, err := e.session.Do(command...)
		refused := resp.AsError(err)
		switch {
		case err == nil:
			accepted = command[1] == "MAINT_NOTIFICATIONS"
		case refused == nil:
			return because("identity-upsets", err).with(map[string]string{"command": command[0] + " " + command[1]})
		case refused.Code == "NOPERM":
			denied = true
		}
	}
	if accepted {
		// Nobody here listens to such notifications.
		_, _ = e.session.Do("CLIENT", "MAINT_NOTIFICATIONS", "OFF")
	}
	_, err := e.session.Do("PING")
	refused := resp.AsError(err)
	switch {
	case err == nil:
	case refused == nil, refused.Code == "NOAUTH":
		return because("identity-upsets", err).with(map[string]string{"command": "CLIENT SETINFO"})
	case refused.Code == "LOADING":
		return err // ROLE would be answered all the same
	}
	if denied {
		e.say("It does not let this user say which library it uses. That does no harm.")
		e.warn(because("identity-not-permitted", nil))
		return nil
	}
	e.say("It accepts CLIENT SETINFO, as go-redis sends it.")
	return nil
}
