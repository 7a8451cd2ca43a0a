package connectivity

import (
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dialect is a server with words of its own: a Redis that no Debian release has
// any more, or a proxy.
type dialect struct {
	// asks is the password that it wants; empty for an open one.
	asks string
	// says are replies that take the place of the miniature's, by command
	// ("ROLE"), or by command and number of arguments ("AUTH/2"). Like a real
	// one it looks a command up before it asks for a password.
	says map[string]string
	// closes are the commands at which it hangs up.
	closes []string
}

func (d dialect) serve(conn net.Conn) {
	store, entered := map[string]bool{}, d.asks == ""
	for {
		var command [4096]byte
		n, err := conn.Read(command[:])
		if err != nil {
			return
		}
		parts := strings.Split(string(command[:n]), "\r\n")
		name, arguments := strings.ToUpper(parts[2]), len(parts)/2-2
		own, speaks := d.says[name+"/"+strconv.Itoa(arguments)]
		if !speaks {
			own, speaks = d.says[name]
		}
		answer := ""
		switch {
		case slices.Contains(d.closes, name):
			return
		case speaks:
			answer = own + "\r\n"
		case name == "AUTH" && parts[4] == d.asks:
			entered, answer = true, "+OK\r\n"
		case name == "AUTH":
			answer = "-ERR invalid password\r\n"
		case !entered:
			answer = "-NOAUTH Authentication required.\r\n"
		default:
			answer = miniature(store, string(command[:n]))
		}
		if _, err := io.WriteString(conn, answer); err != nil {
			return
		}
	}
}

// and gives a dialect with further replies.
func (d dialect) and(says map[string]string) dialect {
	all := map[string]string{}
	for _, some := range []map[string]string{d.says, says} {
		for command, reply := range some {
			all[command] = reply
		}
	}
	d.says = all
	return d
}

// redis5 echoes what it does not know, the password in it included.
var redis5 = dialect{asks: password, says: map[string]string{
	"HELLO":  "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `" + password + "`, ",
	"AUTH/2": "-ERR wrong number of arguments for 'auth' command",
	"CLIENT": "-ERR Unknown subcommand or wrong number of arguments for 'SETINFO'. Try CLIENT HELP",
	"SELECT": "+OK",
}}

var redis4 = dialect{says: map[string]string{
	"HELLO":  "-ERR unknown command 'HELLO'",
	"AUTH":   "-ERR Client sent AUTH, but no password is set",
	"AUTH/2": "-ERR wrong number of arguments for 'auth' command",
	"CLIENT": "-ERR Syntax error, try CLIENT (LIST | KILL | GETNAME | SETNAME | PAUSE | REPLY)",
}}

// envoy has no code before its words, and knows only commands for keys.
var envoy = dialect{says: map[string]string{
	"HELLO": "-unsupported command 'HELLO'", "CLIENT": "-unsupported command 'CLIENT'", "SELECT": "-unsupported command 'SELECT'",
	"ROLE": "-unsupported command 'ROLE'", "INFO": "-unsupported command 'INFO'", "RENAME": "-unsupported command 'rename'",
	"AUTH": "-ERR Client sent AUTH, but no password is set",
}}

// twemproxy hangs up on what it does not pass on.
var twemproxy = dialect{closes: []string{"HELLO", "CLIENT", "SELECT", "ROLE", "INFO", "RENAME"}}

func TestOlderWordingsAndProxies(t *testing.T) {
	const slave = "*5\r\n$5\r\nslave\r\n$8\r\n10.0.0.1\r\n:6379\r\n$9\r\nconnected\r\n:1"
	tests := []struct {
		name    string
		dialect dialect
		change  func(*Target)
		step    StepName // of the failure; empty for none
		code    string
		only    string // in this style, if not in both
	}{
		{"Redis 5", redis5, nil, "", "", ""},
		{"Redis 5, wrong password", redis5, func(o *Target) { o.Password = "wrong-password-of-mine" }, StepAuth, "A04", ""},
		{"Redis 5, password missing", redis5, func(o *Target) { o.Password = "" }, StepAuth, "A01", ""},
		{"Redis 5, user name", redis5, func(o *Target) { o.Username = "authelia" }, StepAuth, "users-unknown", ""},
		{"Redis 5, database", redis5, func(o *Target) { o.Database = 3 }, "", "", ""},
		{"Redis 5, no such database", redis5.and(map[string]string{"SELECT": "-ERR DB index is out of range"}),
			func(o *Target) { o.Database = 16 }, StepSelect, "E01", ""},
		{"Redis 3, no such database", redis5.and(map[string]string{"SELECT": "-ERR invalid DB index"}),
			func(o *Target) { o.Database = 16 }, StepSelect, "E01", ""},
		{"Redis 4, open", redis4, func(o *Target) { o.Password = "" }, "", "", ""},
		{"Redis 4, password not needed", redis4, nil, StepAuth, "A02", ""},
		{"Redis 4, user name not needed", redis4, func(o *Target) { o.Username = "authelia" }, StepAuth, "users-unknown", ""},
		{"Redis 2.6, password missing", dialect{says: map[string]string{"PING": "-ERR operation not permitted", "HELLO": "-ERR unknown command 'HELLO'"}},
			func(o *Target) { o.Password = "" }, StepAuth, "A01", ""},
		{"Redis 5, replica", redis5.and(map[string]string{"ROLE": slave, "DEL": "-READONLY You can't write against a read only slave."}),
			nil, StepRole, "D13", ""},
		{"Redis 2.8, replica without ROLE", redis5.and(map[string]string{
			"ROLE": "-ERR unknown command 'ROLE'", "SET": "-READONLY You can't write against a read only slave."}), nil, StepCommands, "D13", ""},
		{"Redis 4, replica without its primary", redis5.and(map[string]string{"ROLE": slave,
			"DEL": "-MASTERDOWN Link with MASTER is down and slave-serve-stale-data is set to 'no'."}), nil, StepRole, "replica-link-down", ""},
		{"Redis 4, too few replicas", redis5.and(map[string]string{"SET": "-NOREPLICAS Not enough good slaves to write."}), nil, StepCommands, "too-few-replicas", ""},
		{"Redis 5, cannot save", redis5.and(map[string]string{"SET": "-MISCONF Redis is configured to save RDB snapshots, but is currently not able to persist on disk. " +
			"Commands that may modify the data set are disabled."}), nil, StepCommands, "E06", ""},
		{"Redis 5, out of memory", redis5.and(map[string]string{"SET": "-OOM command not allowed when used memory > 'maxmemory'."}), nil, StepCommands, "E05", ""},
		{"Redis 5, renamed", redis5.and(map[string]string{"EXPIRE": "-ERR unknown command `EXPIRE`, with args beginning with: `a`, `10`, "}),
			nil, StepCommands, "command-renamed", ""},

		{"cluster, keys elsewhere", redis5.and(map[string]string{"SET": "-MOVED 7369 10.0.0.1:6379"}), nil, StepCommands, "D19", ""},
		{"cluster, keys apart", redis5.and(map[string]string{"RENAME": "-CROSSSLOT Keys in request don't hash to the same slot"}), nil, StepCommands, "D18", ""},
		{"cluster, down", redis5.and(map[string]string{"SET": "-CLUSTERDOWN The cluster is down"}), nil, StepCommands, "D18", ""},

		{"Envoy", envoy, func(o *Target) { o.Password = "" }, StepCommands, "command-renamed", ""},
		{"Envoy, password not needed", envoy, nil, StepAuth, "A02", ""},
		{"Envoy, database", envoy, func(o *Target) { o.Password, o.Database = "", 1 }, StepSelect, "command-renamed", ""},
		{"Envoy with a password", dialect{asks: password, says: map[string]string{
			"HELLO/1": "-NOAUTH Authentication required.", "HELLO/4": "-NOAUTH Authentication required.", "CLIENT": "-unsupported command 'CLIENT'"}},
			nil, "", "", ""},
		{"cluster proxy", dialect{says: map[string]string{"HELLO": "-ERR unsupported command `hello`", "RENAME": "-ERR unsupported command `rename`"}},
			func(o *Target) { o.Password = "" }, StepCommands, "command-renamed", ""},
		{"no HELLO in RESP3", dialect{says: map[string]string{"HELLO": "-NOPROTO unsupported protocol version"}},
			func(o *Target) { o.Password = "" }, "", "", ""},
		{"twemproxy, with HELLO", twemproxy, func(o *Target) { o.Password = "" }, StepAuth, "A14", "HELLO"},
		{"twemproxy, with AUTH", twemproxy, func(o *Target) { o.Password = "" }, StepRole, "closed", "AUTH"},
		{"closes the connection on HELLO", dialect{closes: []string{"HELLO"}}, func(o *Target) { o.Password = "" }, "", "", "AUTH"},
		{"closes the connection on HELLO and asks for a password", dialect{asks: password, closes: []string{"HELLO"}}, nil, "", "", "AUTH"},
		{"hangs up at RENAME", dialect{closes: []string{"RENAME"}}, func(o *Target) { o.Password = "" }, StepCommands, "closed", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := fake(t, test.dialect.serve)
			if test.change != nil {
				test.change(&target)
			}
			inBothStyles(t, target, func(t *testing.T, report Report) {
				switch {
				case test.only != "" && report.Authelia != styles[test.only]:
				case test.step == "":
					passing(t, report)
				default:
					wantFail(t, report, test.step, test.code)
				}
			})
		})
	}
}

// A sentinel had no AUTH before 5.0.1, and a proxy has no SENTINEL.
func TestOlderSentinels(t *testing.T) {
	sentinel := map[string]string{
		"HELLO": "-ERR unknown command 'HELLO'", "ROLE": "*2\r\n$8\r\nsentinel\r\n*1\r\n$8\r\nmymaster", "AUTH": "-ERR unknown command 'AUTH'",
		"SENTINEL": "-IDONTKNOW No such master with that name",
	}
	for _, test := range []struct {
		name    string
		dialect dialect
		secret  string
		step    StepName
		code    string
	}{
		{"password not known", dialect{says: sentinel}, sentinelPassword, StepAuth, "A09"},
		{"proxy", envoy.and(map[string]string{"SENTINEL": "-unsupported command 'SENTINEL'"}), "", StepPrimary, "D05"},
	} {
		t.Run(test.name, func(t *testing.T) {
			node := fake(t, test.dialect.serve)
			target := Target{Mode: ModeSentinel, Timeout: node.Timeout, Sentinel: &Sentinel{
				Name: "mymaster", Password: test.secret, Nodes: []Address{{Host: node.Host, Port: node.Port}},
			}}
			inBothStyles(t, target, failing(test.step, test.code))
		})
	}
}
