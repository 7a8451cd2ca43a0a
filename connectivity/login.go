package connectivity

import (
	"cmp"
	"context"
	"net/netip"
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
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
	if e.run.target.release().Generation() >= 9 {
		answer, err := e.session.Do("HELLO", "3", "AUTH", cmp.Or(e.login.username, "default"), e.login.password)
		if err == nil {
			e.learn(answer)
			return e.welcome()
		}
		refused := resp.AsError(err)
		if refused == nil {
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
	if _, err := e.session.Do(args...); err != nil {
		return e.refusedAuth(err)
	}
	return e.welcome()
}

// atHello is for a connection that ends at HELLO, though it answered a PING.
func atHello(err error) error {
	if neterror.IsClosed(err) {
		return because("hello-upsets", err)
	}
	return err
}

// enterWithoutPassword is for configurations that have none. Authelia then
// sends no user name either.
func (e *endpoint) enterWithoutPassword() error {
	missing := "password-missing"
	if e.Role == RoleSentinel {
		missing = "sentinel-password-missing"
	}
	if e.greeting.Code() == "NOAUTH" {
		if e.Role != RoleSentinel && e.login.username != "" {
			missing = "password-missing-for-user"
		}
		return because(missing, e.greeting.Err)
	}
	if e.run.target.release().Generation() >= 9 {
		answer, err := e.session.Do("HELLO", "3")
		refused := resp.AsError(err)
		switch {
		case err == nil:
			e.learn(answer)
		case refused == nil:
			return atHello(err)
		case refused.Code == "NOAUTH":
			return because(missing, err)
		}
	}
	e.say("It asks for no password, and none is configured.")
	if e.login.username != "" {
		e.warn(because("username-unused", nil).mended(e.withoutUser()))
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
	if !e.greeting.Open() || e.takenForRedis() {
		return nil
	}
	if e.login.username != "" && e.login.username != "default" {
		if e.Role != RoleSentinel {
			e.warn(because("open-default-user", nil))
		}
		return nil
	}
	cause := "password-unneeded"
	if e.Role == RoleSentinel {
		cause = "sentinel-password-unneeded"
	}
	e.warn(because(cause, nil).mended(fix(e.phrase("Remove the password"), e.login.passwordKey, "", e.login.usernameKey, "")))
	return nil
}

// withoutUser is the fix that takes the user name out.
func (e *endpoint) withoutUser() *causes.Fix {
	return fix(e.phrase("Remove the username"), e.login.usernameKey, "")
}

// takenForRedis tells whether this is a sentinel at the address of a data server.
// It says nothing about the password then, which may be right for the Redis
// behind it.
func (e *endpoint) takenForRedis() bool {
	if e.Role == RoleSentinel || e.server.role != "" {
		return false // a sentinel's HELLO tells no role
	}
	answer, err := e.session.Do("ROLE")
	if err != nil || len(answer.Elements) == 0 || answer.Elements[0].Text != "sentinel" {
		return false
	}
	e.groups = e.sentinelNames(answer)
	return true
}

// refusedAuth explains the error of an AUTH.
func (e *endpoint) refusedAuth(err error) error {
	refused := resp.AsError(err)
	switch {
	case refused == nil:
		return err
	case refused.Code == "WRONGPASS":
		return e.wrongPassword(err)
	case refused.Says("invalid password"):
		return because("password-wrong-old", err)
	case refused.Says("without any password"), refused.Says("no password is set"):
		if e.takenForRedis() {
			return e.isSentinel(e.groups)
		}
		return because("password-refused-by-open-server", err).mended(fix(e.phrase("Remove the password"), e.login.passwordKey, ""))
	case refused.Says("wrong number of arguments") && e.login.username != "":
		return because("users-unknown", err).mended(e.withoutUser())
	case refused.UnknownCommand():
		return because("auth-unknown", err)
	case refused.Code == "NOPERM":
		return because("auth-not-permitted", err)
	}
	return err
}

// wrongPassword adds what can be seen without trying anything else. The value
// itself is never repeated.
func (e *endpoint) wrongPassword(err error) error {
	cause := "password-wrong"
	switch named := e.login.username != ""; {
	case e.Role == RoleSentinel && named:
		cause = "sentinel-user-wrong"
	case e.Role == RoleSentinel:
		cause = "sentinel-password-wrong"
	case !named:
		cause = "password-wrong-for-default"
	}
	var oddities []string
	password := e.login.password
	if strings.TrimSpace(password) != password {
		oddities = append(oddities, e.phrase("it begins or ends with a space or a line break"))
	}
	if len(password) > 1 && (password[0] == '"' || password[0] == '\'') && password[len(password)-1] == password[0] {
		oddities = append(oddities, e.phrase("it is in quotes, which are part of it"))
	}
	if strings.ContainsRune(password, '\ufeff') {
		oddities = append(oddities, e.phrase("it contains an invisible byte order mark"))
	}
	remark := ""
	if len(oddities) > 0 {
		remark = e.phrase("Look at the value: {oddities}.", "oddities", wording.List(e.language(), oddities))
	}
	return because(cause, err).with(map[string]string{"remark": remark})
}

// learn keeps what HELLO says about the server.
func (e *endpoint) learn(hello resp.Reply) {
	e.server.software = e.run.redact.Peer(hello.Field("server"))
	e.server.version = e.run.redact.Peer(hello.Field("version"))
	e.server.mode, e.server.role = hello.Field("mode"), hello.Field("role")
	if e.server.role == "replica" {
		e.server.role = "slave"
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
	_, err := e.session.Do("SELECT", strconv.Itoa(e.run.target.Database))
	refused := resp.AsError(err)
	switch {
	case err == nil:
		e.say("Database {database} is there.", "database", strconv.Itoa(e.run.target.Database))
		return nil
	case refused == nil:
		return err
	case refused.Says("cluster mode"),
		refused.Says("out of range") && e.server.mode == "cluster": // Valkey from 9.0 on
		return because("cluster", err)
	case refused.Says("out of range"), refused.Says("invalid db index"):
		return because("database-range", err).mended(fix(e.phrase("Use database 0"), e.names().Database, ""))
	case refused.UnknownCommand() && (e.takenForRedis() || e.server.mode == "sentinel"):
		return e.isSentinel(e.groups)
	case refused.UnknownCommand():
		return e.notKnown(err, []string{"select"})
	case refused.Code == "NOPERM":
		return e.notPermitted(err, []string{"select"}, nil)
	}
	return err
}
