package logs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
)

// explained are the explanations of a text.
func explained(text string, language phrase.Language) []Explanation {
	log, _ := Explain(context.Background(), text, Setup{}, language)
	return log.Explanations
}

// codesOf are the codes of the only explanation of a text, joined by blanks.
func codesOf(t *testing.T, text string) string {
	t.Helper()
	var codes []string
	for _, e := range explained(text, nil) {
		for _, c := range e.Causes {
			codes = append(codes, c.Code)
		}
	}
	return strings.Join(codes, " ")
}

// Each text is one that a program has printed. The first code is the one that is
// wanted first; further ones need only be there.
func TestWordings(t *testing.T) {
	for _, c := range []struct{ want, text string }{
		// Authelia at its start, version by version.
		{"connection-refused", `time="2026-11-25T08:00:00Z" level=error msg="Error occurred running a startup check" error="error initializing session backend: redis connection error: dial tcp 10.0.0.5:6379: connect: connection refused" provider=session`},
		{"D04 connection-refused", `dial tcp 10.0.0.5:26379: connect: connection refused`},
		{"B02 D09", `level=fatal msg="Redis connection error: dial tcp 127.0.0.1:16398: connect: connection refused"`},
		{"B02 D09", `{"error":"error initializing session backend: redis connection error: dial tcp 127.0.0.1:6379: connect: connection refused","level":"error","msg":"Error occurred running a startup check","provider":"session","time":"2026-11-25T08:00:00Z"}`},
		{"A05", `level=error msg="Error occurred running a startup check" error="error writing startup probe to session backend 'redis': NOPERM this user has no permissions to run the 'set' command" provider=session`},
		{"C02", `error="error initializing session backend: redis connection error: EOF" level=error msg=x provider=session`},
		{"C02", `Redis connection error: read tcp 10.0.0.2:4000->10.0.0.5:6379: read: connection reset by peer`},
		{"C01", `redis connection error: context deadline exceeded`},
		{"C04", `redis connection error: tls: failed to verify certificate: x509: certificate signed by unknown authority`},
		{"C05 C07", `redis connection error: tls: failed to verify certificate: x509: certificate is valid for redis.test, not myredis.example.com`},
		{"E01", `redis connection error: ERR DB index is out of range`},
		{"A05", `redis connection error: NOPERM this user has no permissions to run the 'select' command`},
		{"unknown", `redis connection error: something that nobody has met`},
		{"E11", `level=error msg="Could not regenerate session for user john: ERR no such key"`},
		{"D13", `level=error msg="Unable to save session" error="READONLY You can't write against a read only replica."`},

		// Through Sentinel.
		{"D03 D01", `redis: all sentinels specified in configuration are unreachable`},
		{"D03 D01", `level=fatal msg="Redis connection error: redis: all sentinels specified in configuration are unreachable"`},
		{"D01", `redis: all sentinels specified in configuration are unreachable: redis: nil`},
		{"D01", `level=error error="error initializing session backend: redis connection error: redis: all sentinels specified in configuration are unreachable: redis: nil\nredis: nil\nredis: nil" msg=x provider=session`},
		{"A11 A03", `redis: all sentinels specified in configuration are unreachable: WRONGPASS invalid username-password pair or user is disabled.`},
		{"A08", `redis: all sentinels specified in configuration are unreachable: NOAUTH Authentication required.`},
		{"D04 C08", `redis: all sentinels specified in configuration are unreachable: context deadline exceeded`},
		{"D05", `redis: all sentinels specified in configuration are unreachable: ERR unknown command 'sentinel', with args beginning with: 'get-master-addr-by-name' 'mymaster'`},
		{"D05", "redis: all sentinels specified in configuration are unreachable: ERR unknown command `sentinel`, with args beginning with: `get-master-addr-by-name`, `mymaster`, "},
		{"C08 C01", `redis: all sentinels specified in configuration are unreachable: tls: first record does not look like a TLS handshake`},
		{"C07 C05", `redis: all sentinels specified in configuration are unreachable: tls: failed to verify certificate: x509: certificate is valid for sentinel, not redis`},
		{"C04", `redis: all sentinels specified in configuration are unreachable: tls: failed to verify certificate: x509: certificate signed by unknown authority`},
		{"D03", `redis: all sentinels specified in configuration are unreachable: a cause that is new`},
		{"D04", `redis: 2026/11/25 08:00:00 sentinel.go:744: all sentinels specified in configuration are unreachable: dial tcp 10.0.0.7:26379: connect: connection refused`},

		// Names and addresses.
		{"B01 D08", `dial tcp: lookup redis: no such host`},
		{"B01", `dial tcp: lookup redis on 127.0.0.11:53: no such host`},
		{"B15 dns-failed", `dial tcp: lookup redis: i/o timeout`},
		{"B03", `dial tcp 192.168.1.5:6379: i/o timeout`},
		{"D07", `dial tcp 172.18.0.3:6379: i/o timeout`},
		{"B04", `dial tcp: address fd00::1:6379: too many colons in address`},
		{"B04", `dial tcp: address ::1:16399: too many colons in address`},
		{"B06", `dial tcp: address redis:6379:6379: too many colons in address`},
		{"B06", `dial tcp: address redis://redis:6379: too many colons in address`},
		{"B07", `dial tcp: lookup 127.0.0.1 : no such host`},
		{"B08", `dial tcp: lookup /var/run/redis/redis.sock: no such host`},
		{"B09", `dial unix /run/redis/redis.sock: connect: no such file or directory`},
		{"B10", `dial unix /run/redis/redis.sock: connect: permission denied`},
		{"B13", `redis: can't parse map reply: "HTTP/1.1 400 Bad Request"`},
		{"speaks-ssh", `redis: can't parse map reply: "SSH-2.0-OpenSSH_9.6"`},
		{"not-redis", `redis: can't parse map reply: "+OK"`},
		{"not-redis", `redis: invalid reply: "J\x00\x00\x00\n"`},
		{"D10", `dial tcp 0.0.0.0:6379: connect: connection refused`},
		{"unreachable", `dial tcp 10.9.9.9:6379: connect: no route to host`},
		{"D17 port-range", `dial tcp: address 70000: invalid port`},

		// What servers answer, in the words of many of them (see connectivity's
		// tests of wordings).
		{"A01", `NOAUTH Authentication required.`},
		{"A01", `NOAUTH HELLO must be called with the client already authenticated`},
		{"A01", `ERR operation not permitted`},
		{"A02 A09", `ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?`},
		{"A02", `ERR Client sent AUTH, but no password is set`},
		{"A03", `WRONGPASS invalid username-password pair`},
		{"A04", `ERR invalid password`},
		{"users-unknown", `ERR wrong number of arguments for 'auth' command`},
		{"A05", `NOPERM this user has no permissions to run the 'set' command or its subcommand`},
		{"A05", `NOPERM User noset has no permissions to run the 'set' command`},
		{"A06", `NOPERM this user has no permissions to access one of the keys used as arguments`},
		{"A06", `NOPERM No permissions to access a key`},
		{"A07", `NOPERM this user has no permissions to run the 'client|setinfo' command`},
		{"A09", `ERR unknown command 'auth'`},
		{"D06", `ERR unknown command 'SET'`},
		{"D06", "ERR unknown command `EXPIRE`, with args beginning with: `a`, `10`, "},
		{"command-renamed", `unsupported command 'rename'`},
		{"command-renamed", "ERR unsupported command `rename`"},
		{"D13", `READONLY You can't write against a read only slave.`},
		{"replica-link-down", `MASTERDOWN Link with MASTER is down and slave-serve-stale-data is set to 'no'.`},
		{"too-few-replicas", `NOREPLICAS Not enough good slaves to write.`},
		{"E06", `MISCONF Redis is configured to save RDB snapshots, but is currently not able to persist on disk.`},
		{"E06", `MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to persist to disk.`},
		{"E06", `MISCONF Errors writing to the AOF file: No space left on device`},
		{"E05", `OOM command not allowed when used memory > 'maxmemory'.`},
		{"E07", `LOADING Valkey is loading the dataset in memory`},
		{"E01", `ERR invalid DB index`},
		{"E03", `ERR max number of clients reached`},
		{"D19 D18", `MOVED 7369 10.0.0.1:6379`},
		{"D18", `CROSSSLOT Keys in request don't hash to the same slot`},
		{"D18", `CLUSTERDOWN The cluster is down`},
		{"D18", `ERR SELECT is not allowed in cluster mode`},
		{"D01 D02", `IDONTKNOW No such master with that name`},
		{"D11", `NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master.`},
		{"B16", `DENIED Redis is running in protected mode because protected mode is enabled`},
		{"E03", `write: broken pipe`},
		{"C09", `remote error: tls: certificate required`},
		{"C11", `remote error: tls: handshake failure`},
		{"C15", `x509: certificate has expired or is not yet valid: current time 2026-11-25T08:00:00Z is after 2026-01-01T00:00:00Z`},

		// Authelia about its configuration.
		{"F01", `level=error msg="Configuration: configuration key not expected: session.redis.pasword"`},
		{"F01", `config key not expected: session.redis.foo`},
		{"A12", `configuration key not expected: session.redis.high_availability.sentinel_username`},
		{"empty-section", `configuration key not expected: session.redis.tls`},
		{"F01", `configuration key not expected: session.redis.tls.foo`},
		{"F10", `configuration key not expected: redis`},
		{"host-required", `The host must be provided when using the redis session provider`},
		{"host-required", `session: redis: option 'host' is required`},
		{"port-required", `A redis port different than 0 must be provided`},
		{"port-required", `session: redis: option 'port' must be between 1 and 65535 but is configured as '0'`},
		{"port-range", `session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'`},
		{"port-range", `The port must be between 1 and 65535 for the redis sentinel session provider`},
		{"sentinel-name-required", `Session provider redis is configured for high availability but doesn't have a sentinel_name which is required`},
		{"nodes-required", `Either the host or a node must be provided when using the redis sentinel session provider`},
		{"node-host-required", `The redis sentinel nodes require a host set but you have not set the host for one or more nodes`},
		{"C12", `session: redis: tls: option combination of 'minimum_version' and 'maximum_version' is invalid: minimum version TLS 1.3 is greater than the maximum version TLS 1.2`},
		{"C10", `session: redis: tls: option 'certificates' is invalid: provided certificate is not the public key for the private key provided`},
		{"F05", `Set secret of the session object`},
		{"F05", `The session secret must be set when using the redis session provider`},
		{"F05", `session: option 'secret' is required when using the 'redis' provider`},
		{"F02", `secrets: error loading secret into key 'session.redis.password': it's already defined in other configuration sources`},
		{"F02", `error loading secret (session.redis.password): it's already defined in the config file`},
		{"F03 F04", `secrets: error loading secret path /run/secrets/redis into key 'session.redis.password': open /run/secrets/redis: no such file or directory`},
		{"F03", `secrets: error loading secret path /run/secrets/redis into key 'session.redis.password': file permission error occurred: open /run/secrets/redis: permission denied`},
		{"F03 F04", `secrets: error loading secret path /run/secrets/redis into key 'session.redis.password': file does not exist error occurred: open /run/secrets/redis: no such file or directory`},
		{"F01 B14", `level=warning msg="Configuration: configuration environment variable not expected: AUTHELIA_SESSION_REDIS_HOST_FILE"`},
		{"F09", `configuration environment variable not expected: AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_NODES`},
		{"B14", `configuration environment variable not expected: AUTHELIA_PORT_9091_TCP`},
		{"B14", `cannot parse 'port' as int: strconv.ParseInt: parsing "tcp://10.0.0.1:9091": invalid syntax`},
		{"not-a-number", `error occurred during unmarshalling configuration: 1 error(s) decoding: * cannot parse 'session.redis.port' as int: strconv.ParseInt: parsing "abc": invalid syntax`},
		{"not-a-number", `'session.redis.port' cannot parse value as 'int': strconv.ParseInt: invalid syntax`},
		{"B05 not-text", `'session.redis.host' expected type 'string', got unconvertible type '[]interface {}'`},
		{"not-a-section", `'session.redis.tls' expected a map or struct, got "float64"`},
		{"yaml-syntax", `failed to load configuration from file path(/config/configuration.yml) source: yaml: line 4: found character that cannot start any token`},
		{"yaml-syntax", `Error malformed yaml: line 4: did not find expected key`},
		{"F10", `yaml: unmarshal errors: line 4: mapping key "host" already defined at line 3`},

		// The other side.
		{"C13 C02", `1:M 25 Nov 2026 08:00:00.123 # Error accepting a client connection: error:1408F10B:SSL routines:ssl3_get_record:wrong version number (conn: fd=8)`},
		{"C13 C02", `1:M 25 Nov 2026 08:00:00.123 # Error accepting a client connection: error:0A00010B:SSL routines::wrong version number (addr=172.17.0.1:50312 laddr=172.17.0.2:6379)`},
		{"C13 C04", `1:M 25 Nov 2026 08:00:00.123 # Error accepting a client connection: error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca`},
		{"C13 C04", `1:M 25 Nov 2026 08:00:00.123 # Error accepting a client connection: error:0A000412:SSL routines::sslv3 alert bad certificate`},
		{"C13 C09", `1:M 25 Nov 2026 08:00:00.123 # Error accepting a client connection: error:1417C0C7:SSL routines:tls_process_client_certificate:peer did not return a certificate`},
		{"http-to-redis", `1:M 25 Nov 2026 08:00:00.123 # Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis.`},
		{"redis-conf F08", `*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***`},
		{"F08", `Unbalanced quotes in configuration line`},
		{"E06", `1:M 25 Nov 2026 08:00:00.123 # Failed opening the temp RDB file temp-21.rdb (in server root dir /data) for saving: Permission denied`},
		{"E06", `1:M 25 Nov 2026 08:00:00.123 # Can't save in background: fork: Cannot allocate memory`},
		{"port-taken", `1:M 25 Nov 2026 08:00:00.123 # Warning: Could not create server TCP listening socket *:6379: bind: Address already in use`},
		{"replica-login", `1:S 25 Nov 2026 08:00:00.123 * MASTER aborted replication with an error: NOAUTH Authentication required.`},
		{"replica-login", `1:S 25 Nov 2026 08:00:00.123 # Unable to AUTH to MASTER: -WRONGPASS invalid username-password pair or user is disabled.`},
		{"replica-link-down", `1:S 25 Nov 2026 08:00:00.123 # Error condition on socket for SYNC: Connection refused`},
		{"primary-down D12", `1:X 25 Nov 2026 08:00:00.123 # +sdown master mymaster 10.0.0.5 6379`},
		{"primary-down", `1:X 25 Nov 2026 08:00:00.123 # +odown master mymaster 10.0.0.5 6379 #quorum 2/2`},
		{"replica-down", `1:X 25 Nov 2026 08:00:00.123 # +sdown slave 10.0.0.6:6379 10.0.0.6 6379 @ mymaster 10.0.0.5 6379`},
		{"no-replicas", `1:X 25 Nov 2026 08:00:00.123 # -failover-abort-no-good-slave master mymaster 10.0.0.5 6379`},
		{"failover-failed D11", `1:X 25 Nov 2026 08:00:00.123 # -failover-abort-not-elected master mymaster 10.0.0.5 6379`},
		{"fail-over-under-way", `1:X 25 Nov 2026 08:00:00.123 # +switch-master mymaster 10.0.0.5 6379 10.0.0.6 6379`},
		{"sentinel-tilt", `[1234] 25 Nov 08:00:00.123 # +tilt #tilt mode entered`},
		{"A03", " 3) \"reason\"\n 4) \"auth\""},
	} {
		if got := codesOf(t, c.text); got != c.want && !strings.HasPrefix(got, c.want+" ") && !contains(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// contains is for a single code that need not come first.
func contains(codes, code string) bool {
	return !strings.Contains(code, " ") && strings.Contains(" "+codes+" ", " "+code+" ")
}

// What has nothing to do with Redis, and what is as it should be, is passed over.
func TestPassedOver(t *testing.T) {
	for _, text := range []string{
		"", "\n\n", "hello", "{}", "\x1b[31m", "redis", "session", "http://example.com/redis",
		`level=info msg="Authelia v4.39.20 is starting"`,
		`level=info msg="Initializing server for non-TLS connections on '[::]:9091' path '/'"`,
		`level=error msg="Unsuccessful 1FA authentication attempt by user 'john'" error="LDAP Result Code 200 \"Network Error\": dial tcp 10.0.0.3:389: connect: connection refused"`,
		`level=error msg="Error occurred running a startup check" error="error pinging database: dial tcp 10.0.0.4:5432: connect: connection refused" provider=storage`,
		`level=error msg="Error occurred running a startup check" error="notifier: smtp: dial tcp: lookup mail: no such host" provider=notification`,
		`dial tcp 10.0.0.4:5432: connect: connection refused`,
		`1:M 25 Nov 2026 08:00:00.123 * Ready to accept connections`,
		`1:M 25 Nov 2026 08:00:00.123 * DB saved on disk`,
		`1:X 25 Nov 2026 08:00:00.123 # -sdown master mymaster 10.0.0.5 6379`,
		`the page has moved to another place`,
		`configuration key not expected: storage.foo`,
	} {
		if got := explained(text, nil); len(got) > 0 {
			t.Errorf("%q is taken for %s", text, codesOf(t, text))
		}
	}
}

// A line is read in whatever clothes it comes, and says who wrote it.
func TestShapes(t *testing.T) {
	const cause = `redis connection error: dial tcp 10.0.0.5:6379: connect: connection refused`
	for source, lines := range map[string][]string{
		Authelia: {
			`time="2026-11-25T08:00:00Z" level=error msg="` + cause + `"`,
			`{"level":"error","msg":"` + cause + `","time":"2026-11-25T08:00:00Z"}`,
			"\x1b[31mERRO\x1b[0m[0000] Error occurred running a startup check \x1b[31merror\x1b[0m=\"" + cause + "\"",
			`authelia-1  | #033[31mERRO#033[0m[0000] ` + cause,
			"2026-11-25T08:00:00.1Z stderr F level=fatal msg=\"" + cause + "\"\r",
		},
		"": {cause, "\ufeff" + cause, strings.ToUpper(cause[:5]) + cause[5:]},
	} {
		for _, text := range lines {
			got := explained("nothing here\n"+text+"\nnor here", nil)
			if len(got) != 1 || got[0].Line != 2 || got[0].Source != source || got[0].Causes[0].Code != "connection-refused" {
				t.Errorf("%q: %+v", text, got)
				continue
			}
			if strings.ContainsAny(got[0].Text, "\x1b\r") || strings.Contains(got[0].Text, "#033") {
				t.Errorf("%q is shown as %q", text, got[0].Text)
			}
			if len(got[0].Details) != 1 || got[0].Details[0] != (Detail{"address", "10.0.0.5:6379"}) {
				t.Errorf("%q: details %v", text, got[0].Details)
			}
		}
	}
	for text, source := range map[string]string{
		`1:M 25 Nov 2026 08:00:00.123 # Possible SECURITY ATTACK detected`:                                      Redis,
		`redis-1  | 1:X 25 Nov 2026 08:00:00.123 # +sdown master mymaster 10.0.0.5 6379`:                        Sentinel,
		`pid=1 role=sentinel timestamp="25 Nov 2026" level=warning message="+tilt #tilt mode entered"`:          Sentinel,
		`pid=1 role=primary timestamp="25 Nov 2026" level=warning message="Possible SECURITY ATTACK detected."`: Redis,
		`configuration key not expected: session.redis.pasword`:                                                 Authelia,
		`+odown master mymaster 10.0.0.5 6379 #quorum 2/2`:                                                      Sentinel,
		`[12] 25 Nov 08:00:00.123 # Can't save in background: fork: Cannot allocate memory`:                     Redis,
	} {
		if got := explained(text, nil); len(got) != 1 || got[0].Source != source {
			t.Errorf("%q should come from %q: %+v", text, source, got)
		}
	}
}

func TestDetails(t *testing.T) {
	for text, want := range map[string][]Detail{
		`dial tcp: lookup redis on 127.0.0.11:53: no such host`:                                                                       {{"name", "redis"}},
		`dial tcp: address fd00::1:6379: too many colons in address`:                                                                  {{"address", "fd00::1:6379"}},
		`NOPERM this user has no permissions to run the 'set' command`:                                                                {{"command", "set"}},
		`configuration key not expected: session.redis.pasword`:                                                                       {{"option", "session.redis.pasword"}},
		`x509: certificate is valid for localhost, redis.lab, not auth.example.com`:                                                   {{"names of the certificate", "localhost, redis.lab"}, {"name asked for", "auth.example.com"}},
		`MOVED 7369 10.0.0.5:6379`:                                                                                                    {{"slot", "7369"}, {"address", "10.0.0.5:6379"}},
		`+switch-master mymaster 10.0.0.5 6379 10.0.0.6 6380`:                                                                         {{"group", "mymaster"}, {"old address", "10.0.0.5"}, {"old port", "6379"}, {"new address", "10.0.0.6"}, {"new port", "6380"}},
		`secrets: error loading secret path /run/secrets/r into key 'session.redis.password': open /run/secrets/r: permission denied`: {{"path", "/run/secrets/r"}, {"option", "session.redis.password"}},
	} {
		got := explained(text, nil)
		if len(got) != 1 || len(got[0].Details) != len(want) {
			t.Errorf("%q: %+v", text, got)
			continue
		}
		for i := range want {
			if got[0].Details[i] != want[i] {
				t.Errorf("%q: %q, want %q", text, got[0].Details[i], want[i])
			}
		}
	}
}

// Every cause has its words: the generated catalogue is whole.
func TestCatalogue(t *testing.T) {
	var codes []string
	for _, r := range rules() {
		codes = add(codes, strings.Fields(r.codes)...)
	}
	for _, code := range codes {
		if c := find(code, nil); c.Title == "" || c.Cause == "" || c.Act == "" {
			t.Errorf("%s has no words: %+v", code, c)
		}
	}
	if c := find("nonsense", nil); c.Code != "nonsense" || c.Title != "" {
		t.Errorf("%+v", c)
	}
}

// What a log says again and again is told once, with how often, and what is told is
// bounded whatever a log says.
func TestManyLines(t *testing.T) {
	const line = "time=\"2026-11-25T08:%02d:%02dZ\" level=error msg=\"NOAUTH Authentication required.\"\n"
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, line, i/60%60, i%60)
	}
	got := explained(b.String(), nil)
	if len(got) != 1 || got[0].Line != 1 || got[0].Count != 10_000 || got[0].Last != 10_000 {
		t.Errorf("%+v", got)
	}
	b.Reset()
	for i := range 1 << 7 { // what several sentinels said, in ever other combinations
		b.WriteString(unreachable + ": ")
		for bit, words := range []string{"NOAUTH", "redis: nil", "WRONGPASS x", "NOPERM x", "i/o timeout", "connection refused", "context deadline exceeded"} {
			if i>>bit&1 == 1 {
				b.WriteString(`\n` + words)
			}
		}
		b.WriteString("\n")
	}
	log, _ := Explain(context.Background(), b.String(), Setup{}, nil)
	if want := "Only 50 different explanations are shown. Paste a shorter part of the log to see the others."; len(log.Explanations) != MaxExplanations || log.Note != want {
		t.Errorf("%d explanations with the note %q", len(log.Explanations), log.Note)
	}
}

// The details of lines that mean the same are told together.
func TestDetailsOfManyLines(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "dial tcp 10.0.0.%d:6379: connect: connection refused\n", i%100)
	}
	got := explained(b.String(), nil)
	if len(got) != 1 || got[0].Count != 300 || len(got[0].Details) != maxDetails || got[0].Details[1].Value != "10.0.0.1:6379" {
		t.Errorf("%+v", got)
	}
}

// Of a log of too many lines the last ones are looked at, and the answer says so.
func TestTheLastLinesCount(t *testing.T) {
	const known = "NOAUTH Authentication required.\n"
	text := known + strings.Repeat("\n", MaxLines) + known
	log, err := Explain(context.Background(), text, Setup{}, nil)
	if err != nil || len(log.Explanations) != 1 || log.Explanations[0].Line != MaxLines+2 || log.Explanations[0].Count != 1 {
		t.Errorf("%+v, %v", log.Explanations, err)
	}
	if want := "The log has 20002 lines. Only the last 20000 of them were looked at."; log.Note != want {
		t.Errorf("the note is %q, want %q", log.Note, want)
	}
	if log, _ = Explain(context.Background(), strings.Repeat(known, 3), Setup{}, nil); log.Note != "" {
		t.Errorf("a short log has the note %q", log.Note)
	}
}

// Whoever hangs up is not worked for any longer.
func TestExplainStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if log, err := Explain(ctx, strings.Repeat("NOAUTH Authentication required.\n", 3*lookEvery), Setup{}, nil); !errors.Is(err, context.Canceled) || len(log.Explanations) > 0 {
		t.Errorf("%d explanations, %v", len(log.Explanations), err)
	}
}

// Of a line that is too long the front is looked at, and no word is cut in two: half
// of a login would not be known as one.
func TestLongLine(t *testing.T) {
	const secret = "hunter2-hunter2"
	for _, front := range []int{0, 300, maxLine - 40, maxLine - 20} {
		line := "NOAUTH " + strings.Repeat("a ", front/2) + "redis://joe:" + secret + strings.Repeat("x", maxLine) + "@redis"
		got := explained(line, nil)
		if len(got) != 1 || strings.Contains(got[0].Text, "hunter2") || !strings.HasSuffix(got[0].Text, "…") {
			t.Errorf("behind %d characters: %+v", front, got)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add(`level=error msg="redis connection error: EOF"`)
	f.Add("1:X 25 Nov 2026 08:00:00.123 # +sdown master mymaster 10.0.0.5 6379\n")
	f.Add("\x1b[\x1b[31m redis://:p@h password= 'x")
	f.Add("secret path  into key open user >")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for _, e := range explained(text, nil) {
			if e.Line < 1 || e.Line > lines || e.Count < 1 || e.Count > lines || len(e.Causes) == 0 {
				t.Fatalf("%+v", e)
			}
			if utf8.ValidString(text) && !utf8.ValidString(e.Text) || strings.ContainsAny(e.Text, "\n\r\x1b\x00") {
				t.Fatalf("%q is shown as %q", text, e.Text)
			}
		}
	})
}
