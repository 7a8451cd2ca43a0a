package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		`redis://:hunter2@redis:6379`:                                                                              `redis://:••••••@redis:6379`,
		`dial redis://joe:hun@ter2@redis:6379/0 "x"`:                                                               `dial redis://joe:••••••@redis:6379/0 "x"`,
		`dial tcp: lookup joe:hunter2@redis: no such host`:                                                         `dial tcp: lookup joe:••••••@redis: no such host`,
		`level=debug msg="x" password=hunter2 user=joe`:                                                            `level=debug msg="x" password=•••••• user=joe`,
		`level=debug password="hunter 2" user=joe`:                                                                 `level=debug password=•••••• user=joe`,
		`{"password":"hun\"ter2","user":"joe"}`:                                                                    `{"password":••••••,"user":"joe"}`,
		`{\"password\":\"hunter2\",\"user\":\"joe\"}`:                                                              `{\"password\":••••••,\"user\":\"joe\"}`,
		`    password: hunter 2 # mine`:                                                                            `    password: ••••••`,
		`AUTHELIA_SESSION_REDIS_PASSWORD=hunter 2`:                                                                 `AUTHELIA_SESSION_REDIS_PASSWORD=••••••`,
		`AUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/r`:                                                      `AUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/r`,
		`>>> 'requirepass "hunter 2'`:                                                                              `>>> 'requirepass ••••••`,
		`sentinel auth-pass mymaster hunter2`:                                                                      `sentinel auth-pass ••••••`,
		`1339518083.107412 [0 127.0.0.1:60866] "AUTH" "hunter"`:                                                    `1339518083.107412 [0 127.0.0.1:60866] "AUTH" ••••••`,
		`users.acl:1: Error in user 'joe': operation '>hunter2'`:                                                   `users.acl:1: Error in user 'joe': operation '>••••••'`,
		`ERR unknown command 'AUTH', with args beginning with: 'hunter2'`:                                          `ERR unknown command 'AUTH', with args beginning with: ••••••`,
		`GET authelia-session:0123abc EX 1`:                                                                        `GET authelia-session:•••••• EX 1`,
		`SET authelia-session:authelia-startup-probe ok`:                                                           `SET authelia-session:authelia-startup-probe ok`,
		`key -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- z`:                                        `key •••••• z`,
		`key -----BEGIN PRIVATE KEY-----`:                                                                          `key ••••••`,
		`secrets: error loading secret path hunter2 into key 'session.redis.password': open hunter2: no such file`: `secrets: error loading secret path •••••• into key 'session.redis.password': open ••••••: no such file`,

		// What a shell, redis-cli and people who quote them write.
		`REDISCLI_AUTH=hunter2 redis-cli ping`:                          `REDISCLI_AUTH=••••••`,
		`export REDISCLI_AUTH="hunter 2"; redis-cli ping`:               `export REDISCLI_AUTH=••••••; redis-cli ping`,
		`redis-cli -h r -ahunter2 ping`:                                 `redis-cli -h r -a•••••• ping`,
		`redis-cli -apass ping`:                                         `redis-cli -a•••••• ping`,
		`docker exec r sh -c "valkey-cli -a'hun ter2' ping"`:            `docker exec r sh -c "valkey-cli -a•••••• ping"`,
		`ran -aHunter2! and failed`:                                     `ran -a•••••• and failed`,
		`redis-cli -a hunter2 ping`:                                     `redis-cli -a ••••••`,
		`redis-cli --pass hunter2`:                                      `redis-cli --pass ••••••`,
		`redis-cli --pass=hunter2 ping`:                                 `redis-cli --pass=•••••• ping`,
		`we sent AUTH hunter2 -> WRONGPASS invalid`:                     `we sent AUTH •••••• -> WRONGPASS invalid`,
		`we sent AUTH joe hunter2 and got NOAUTH`:                       `we sent AUTH •••••• and got NOAUTH`,
		`we sent AUTH "joe" "hun ter2" WRONGPASS`:                       `we sent AUTH •••••• WRONGPASS`,
		`msg="AUTH hunter2" error=NOAUTH`:                               `msg="AUTH ••••••" error=NOAUTH`,
		`HELLO 3 AUTH joe hunter2 SETNAME x`:                            `HELLO 3 AUTH •••••• SETNAME x`,
		`{"msg":"HELLO 3 AUTH joe hunter2","error":"NOPERM x"}`:         `{"msg":"HELLO 3 AUTH ••••••","error":"NOPERM x"}`,
		`redis-cli -h r auth hunter2`:                                   `redis-cli -h r auth ••••••`,
		`r:6379> auth joe hunter2`:                                      `r:6379> auth ••••••`,
		`"CONFIG" "SET" "requirepass" "hunter2"`:                        `"CONFIG" "SET" "requirepass" ••••••`,
		`Bad directive: requirepass hunter2`:                            `Bad directive: requirepass ••••••`,
		`masterauth hunter2`:                                            `masterauth ••••••`,
		`masterauth=hunter2 x`:                                          `masterauth=•••••• x`,
		`GET /x Authorization: Bearer abc.def`:                          `GET /x Authorization: ••••••`,
		`sent "Bearer abc.def" to it`:                                   `sent "Bearer ••••••" to it`,
		`curl -H 'x: bearer abc-def' y`:                                 `curl -H 'x: bearer •••••• y`,
		`sent Basic am9lOmh1bnRlcjI= to it`:                             `sent Basic •••••• to it`,
		`map['password': 'hun ter2' 'user': 'joe']`:                     `map['password': •••••• 'user': 'joe']`,
		`secret => "hun ter2" user => "joe"`:                            `secret => •••••• user => "joe"`,
		`password 'hun ter2' for joe`:                                   `password •••••• for joe`,
		"the password `hun ter2` for joe":                               "the password •••••• for joe",
		`{\"msg\":\"x\",\"password\":\"hun\\\"ter2\",\"user\":\"joe\"}`: `{\"msg\":\"x\",\"password\":••••••,\"user\":\"joe\"}`,
		`joe:hun(ter2@redis`:                                            `joe:••••••@redis`,

		// Words about such things are no secrets.
		`Bearer token is missing; AUTH failed: WRONGPASS`:  ``,
		`Unable to AUTH to MASTER: -WRONGPASS`:             ``,
		`ERR Client sent AUTH, but no password is set`:     ``,
		`ERR wrong number of arguments for 'auth' command`: ``,
		`NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used`: ``,
		`tar -all and -acl for ~ users`: ``,
		`secrets: error loading secret into key 'session.redis.password': it's already defined in other configuration sources`: ``,
		`error loading secret (session.redis.password): it's already defined in the config file`:                               ``,
		`secrets: error loading secret path /run/secrets/r into key 'session.redis.password': open /run/secrets/r: denied`:     ``,
		`WRONGPASS invalid username-password pair or user is disabled.`:                                                        ``,
		`ERR AUTH <password> called without any password configured for the default user.`:                                     ``,
		`*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***`:                                                                       ``,
		`session: option 'secret' is required when using the 'redis' provider`:                                                 ``,
		`mail to joe@example.com at 10:00:00`:                                                                                  ``,
		`read tcp 10.0.0.2:4000->10.0.0.5:6379: read: connection reset by peer`:                                                ``,
	} {
		if want == "" {
			want = in
		}
		if got := mask(in); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
	}
}

// Wherever a secret is likely to stand in a line that is explained, no part of
// the answer has it.
func TestNoSecretIsRepeated(t *testing.T) {
	places := []string{
		`redis connection error: dial tcp: address redis://:%s@redis:6379: too many colons in address`,
		`redis connection error: dial tcp: address redis://joe:%s@redis:6379: too many colons in address`,
		`redis connection error: dial tcp: lookup joe:%s@redis: no such host`,
		`level=error msg="NOAUTH Authentication required." password="%s"`,
		`level=error msg="NOAUTH Authentication required." session.redis.password=%s provider=session`,
		`{"level":"error","msg":"NOAUTH","password":"%s"}`,
		`NOAUTH with redis://joe:%s@host/0`,
		`WRONGPASS for AUTHELIA_SESSION_REDIS_PASSWORD=%s`,
		`secrets: error loading secret path %s into key 'session.redis.password': open %[1]s: no such file or directory`,
		`level=error msg="secrets: error loading secret path %s into key 'session.redis.password': file does not exist error occurred: open %[1]s: no such file or directory"`,
		`redis connection error: ERR unknown command 'AUTH', with args beginning with: '%s'`,
		"redis connection error: ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `%s`, ",
		`Bad directive or wrong number of arguments: requirepass %s`,
		`Bad directive or wrong number of arguments: sentinel auth-pass mymaster %s`,
		`Aborting Redis startup because of ACL errors: users.acl:1: user joe on >%s ~*`,
		`ERR no such key "authelia-session:%s"`,
		`NOAUTH after REDISCLI_AUTH=%s`,
		`NOAUTH after redis-cli -a%s ping`,
		`NOAUTH after AUTH %s`,
		`AUTH joe %s gave WRONGPASS invalid username-password pair`,
		`HELLO 3 AUTH default %s NOAUTH`,
		`NOAUTH with Bearer %s`,
		`NOAUTH with secret => "%s"`,
		`NOAUTH with 'password': 'x %s'`,
		`NOAUTH with password "x %s"`,
	}
	const letters = `abcXYZ019!$%&*+-=?^_|~#./`
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		var b strings.Builder
		for range 8 + random.IntN(20) {
			b.WriteByte(letters[random.IntN(len(letters))])
		}
		secret := b.String()
		text := fmt.Sprintf(places[random.IntN(len(places))], secret)
		if isPath(secret) {
			continue
		}
		answer := explained(text, nil)
		if len(answer) == 0 {
			continue
		}
		if said := fmt.Sprint(answer); strings.Contains(said, secret) {
			t.Fatalf("%q is in %s", secret, said)
		}
	}
}
