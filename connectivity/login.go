package connectivity

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// serverInfo is what the server says about itself.
type serverInfo struct {
	software string // "redis", "valkey", …, from HELLO or INFO
	version  string // from HELLO or INFO; empty when it did not say
	mode     string // "standalone", "cluster" or "sentinel"
	role     string // "master", "slave" or "sentinel"
}

// name is the software's, as its makers write it.
func (s serverInfo) name() string {
	if s.software == "" {
		return "Redis"
	}
	return strings.ToUpper(s.software[:1]) + s.software[1:]
}

// authenticate logs in once, in the words of the go-redis that this version of
// Authelia is built with: HELLO 3 with AUTH in it, or AUTH alone up to 4.37.
func (e *endpoint) authenticate(ctx context.Context) error {
	if e.login.password == "" {
		return e.enterWithoutPassword()
	}
	if e.run.target.generation() >= 9 {
		username := e.login.username
		if username == "" {
			username = "default"
		}
		answer, err := e.session.do("HELLO", "3", "AUTH", username, e.login.password)
		if err == nil {
			e.learn(answer)
			return e.welcome()
		}
		var refused *ReplyError
		if !errors.As(err, &refused) {
			return atHello(err)
		}
		if refused.Code == "WRONGPASS" {
			// go-redis would send AUTH as well now, and fail a second time; one
			// failed log-in is enough for anyone who watches.
			return e.wrongPassword(err)
		}
		// A server before Redis 6, or a proxy, does not know HELLO.
	}
	args := []string{"AUTH", e.login.password}
	if e.login.username != "" {
		args = []string{"AUTH", e.login.username, e.login.password}
	}
	if _, err := e.session.do(args...); err != nil {
		return e.refusedAuth(err)
	}
	return e.welcome()
}

// atHello is for a connection that ends at HELLO, though it answered a PING.
func atHello(err error) error {
	if isClosed(err) {
		return because("hello-upsets", err)
	}
	return err
}

// enterWithoutPassword is for configurations that have none. Authelia then
// sends no user name either.
func (e *endpoint) enterWithoutPassword() error {
	if e.greeting.code() == "NOAUTH" {
		if e.Role == RoleSentinel {
			return because("sentinel-password-missing", e.greeting.err)
		}
		if e.login.username != "" {
			return because("password-missing-for-user", e.greeting.err)
		}
		return because("password-missing", e.greeting.err)
	}
	if e.run.target.generation() >= 9 {
		answer, err := e.session.do("HELLO", "3")
		var refused *ReplyError
		switch {
		case err == nil:
			e.learn(answer)
		case !errors.As(err, &refused):
			return atHello(err)
		case refused.Code == "NOAUTH" && e.Role == RoleSentinel:
			return because("sentinel-password-missing", err)
		case refused.Code == "NOAUTH":
			return because("password-missing", err)
		}
	}
	e.say("It asks for no password, and none is configured.")
	if e.login.username != "" {
		fault := because("username-unused", nil)
		fault.fix = &Fix{Label: e.told("Take the user name out"), Set: map[string]string{e.login.usernameKey: ""}}
		e.warn(fault)
	} else if e.Role != RoleSentinel && !e.sameMachine() {
		e.warn(because("open-server", nil))
	}
	return nil
}

// welcome ends a successful log-in, with a look at whether it was needed.
func (e *endpoint) welcome() error {
	var accepted phrase.Text = "It accepts the password."
	if e.login.username != "" {
		accepted = "It accepts the user name and password."
	}
	e.say(accepted)
	if !e.greeting.open() || e.takenForRedis() {
		return nil
	}
	if e.login.username != "" && e.login.username != "default" {
		if e.Role != RoleSentinel {
			e.warn(because("open-default-user", nil))
		}
		return nil
	}
	fault := because("password-unneeded", nil)
	if e.Role == RoleSentinel {
		fault.cause = "sentinel-password-unneeded"
	}
	fault.fix = &Fix{Label: e.told("Take the password out"), Set: map[string]string{e.login.passwordKey: "", e.login.usernameKey: ""}}
	e.warn(fault)
	return nil
}

// takenForRedis tells whether this is a sentinel at the address of a data server.
// It says nothing about the password then, which may be right for the Redis
// behind it.
func (e *endpoint) takenForRedis() bool {
	if e.Role == RoleSentinel || e.server.role != "" {
		return false // a sentinel's HELLO tells no role
	}
	answer, err := e.session.do("ROLE")
	if err != nil || len(answer.elements) == 0 || answer.elements[0].text != "sentinel" {
		return false
	}
	e.groups = e.sentinelNames(answer)
	return true
}

// refusedAuth explains the error of an AUTH.
func (e *endpoint) refusedAuth(err error) error {
	var refused *ReplyError
	switch {
	case !errors.As(err, &refused):
		return err
	case refused.Code == "WRONGPASS":
		return e.wrongPassword(err)
	case refused.says("invalid password"):
		return because("password-wrong-old", err)
	case refused.says("without any password"), refused.says("no password is set"):
		if e.takenForRedis() {
			return e.isSentinel(e.groups)
		}
		fault := because("password-refused-by-open-server", err)
		fault.fix = &Fix{Label: e.told("Take the password out"), Set: map[string]string{e.login.passwordKey: ""}}
		return fault
	case refused.says("wrong number of arguments") && e.login.username != "":
		fault := because("users-unknown", err)
		fault.fix = &Fix{Label: e.told("Take the user name out"), Set: map[string]string{e.login.usernameKey: ""}}
		return fault
	case refused.unknownCommand():
		return because("auth-unknown", err)
	case refused.Code == "NOPERM":
		return because("auth-not-permitted", err)
	}
	return err
}

// wrongPassword adds what can be seen without trying anything else. The value
// itself is never repeated.
func (e *endpoint) wrongPassword(err error) error {
	fault := because("password-wrong", err)
	if e.login.username == "" {
		fault.cause = "password-wrong-for-default"
	}
	if e.Role == RoleSentinel {
		fault.cause = "sentinel-password-wrong"
		if e.login.username != "" {
			fault.cause = "sentinel-user-wrong"
		}
	}
	var oddities []string
	password := e.login.password
	if strings.TrimSpace(password) != password {
		oddities = append(oddities, e.told("it begins or ends with a blank or a line break"))
	}
	if len(password) > 1 && (password[0] == '"' || password[0] == '\'') && password[len(password)-1] == password[0] {
		oddities = append(oddities, e.told("it stands in quotes, which are part of it"))
	}
	if strings.ContainsRune(password, '\ufeff') {
		oddities = append(oddities, e.told("it holds an invisible byte order mark"))
	}
	remark := ""
	if len(oddities) > 0 {
		remark = e.told("Look at the value: {oddities}.", "oddities", list(e.language(), oddities))
	}
	return fault.with(map[string]string{"remark": remark})
}

// learn keeps what HELLO says about the server.
func (e *endpoint) learn(hello reply) {
	e.server.software = e.run.redact.peer(hello.field("server"))
	e.server.version = e.run.redact.peer(hello.field("version"))
	e.server.mode = hello.field("mode")
	switch role := hello.field("role"); role {
	case "replica":
		e.server.role = "slave"
	default:
		e.server.role = role
	}
}

// sameMachine tells whether the server can only be reached from where we are.
func (e *endpoint) sameMachine() bool {
	if e.socket != "" {
		return true
	}
	address, err := netip.ParseAddrPort(e.dialled)
	return err == nil && address.Addr().IsLoopback()
}

// selectDatabase is the step "select". Authelia sends it for indexes above 0.
func (e *endpoint) selectDatabase(context.Context) error {
	_, err := e.session.do("SELECT", strconv.Itoa(e.run.target.Database))
	var refused *ReplyError
	switch {
	case err == nil:
		e.say("Database {database} is there.", "database", strconv.Itoa(e.run.target.Database))
		return nil
	case !errors.As(err, &refused):
		return err
	case refused.says("cluster mode"),
		refused.says("out of range") && e.server.mode == "cluster": // Valkey from 9.0 on
		return because("cluster", err)
	case refused.says("out of range"), refused.says("invalid db index"):
		fault := because("database-range", err)
		fault.fix = &Fix{Label: e.told("Use database 0"), Set: map[string]string{"session.redis.database_index": ""}}
		return fault
	case refused.unknownCommand() && (e.takenForRedis() || e.server.mode == "sentinel"):
		return e.isSentinel(e.groups)
	case refused.unknownCommand():
		return e.notKnown(err, []string{"select"})
	case refused.Code == "NOPERM":
		return e.notPermitted(err, []string{"select"}, nil)
	}
	return err
}
