package connectivity

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/connectivity/release"
)

// version is one server software, probed for real in what follows: Redis 6.0 to
// 8, Valkey and Redict (whose code is that of Redis 7.2), as far as .ci/servers
// could bring them. Words and habits differ between them; verdicts must not.
type version struct{ software string }

func TestVersions(t *testing.T) {
	for _, software := range redistest.Softwares(t) {
		t.Run(software, func(t *testing.T) {
			t.Parallel()
			v := version{software}
			t.Run("good", v.good)
			t.Run("age", v.age)
			t.Run("passwords", v.passwords)
			t.Run("permissions", v.permissions)
			t.Run("states", v.states)
			t.Run("cluster", v.cluster)
			t.Run("TLS", v.tls)
			t.Run("sentinel", v.sentinel)
		})
	}
}

func (v version) start(t *testing.T, o redistest.Options) *redistest.Server {
	t.Helper()
	o.Software = v.software
	return redistest.Start(t, o)
}

// closed starts a server with a password.
func (v version) closed(t *testing.T, args ...string) (*redistest.Server, Target) {
	t.Helper()
	server := v.start(t, redistest.Options{Password: password, Args: args})
	return server, at(server)
}

// user starts a server that only the user "authelia" may enter.
func (v version) user(t *testing.T, rules string) Target {
	t.Helper()
	target := at(v.start(t, redistest.Options{ACL: []string{"default off", "authelia on >" + password + " " + rules}}))
	target.Username, target.Password = "authelia", password
	return target
}

// old tells Redis 6.0: no rules for channels, no users at a sentinel.
func (v version) old() bool { return v.software == "redis-6.0" }

// least is all that Authelia needs on a data server.
func (v version) least() string {
	rules := "~authelia-session:* resetchannels -@all +ping +get +set +del +exists +rename +expire +select"
	if v.old() {
		rules = strings.Replace(rules, "resetchannels ", "", 1)
	}
	return rules
}

// styles are an Authelia that logs in with AUTH, and one that does with HELLO.
var styles = map[string]string{"AUTH": "4.37", "HELLO": "4.39"}

// inBothStyles probes the target as either Authelia would.
func inBothStyles(t *testing.T, target Target, check func(t *testing.T, report Report)) {
	t.Helper()
	for style, authelia := range styles {
		t.Run(style, func(t *testing.T) {
			target.Authelia = authelia
			check(t, try(t, target))
		})
	}
}

// failing expects this failure in both styles.
func failing(step StepName, code string) func(*testing.T, Report) {
	return func(t *testing.T, report Report) {
		t.Helper()
		wantFail(t, report, step, code)
	}
}

func passing(t *testing.T, report Report) {
	t.Helper()
	wantVerdict(t, report, Pass)
	for _, s := range report.Endpoints[0].Steps {
		if s.Status != Passed && !(s.Step == StepResolve && s.Status == Skipped) {
			t.Errorf("step %s: %s %s", s.Step, s.Status, s.Message)
		}
	}
}

// message is what a step of the first endpoint says.
func message(report Report, name StepName) string {
	for _, s := range report.Endpoints[0].Steps {
		if s.Step == name {
			return s.Message
		}
	}
	return ""
}

func (v version) good(t *testing.T) {
	server, target := v.closed(t)
	inBothStyles(t, target, passing)
	target.Database = 15
	inBothStyles(t, target, passing)
	if keys := server.Do(t, "DBSIZE"); keys != int64(0) {
		t.Errorf("the probes left %v keys behind", keys)
	}
	name, number, _ := strings.Cut(v.software, "-")
	if says := message(try(t, target), StepRole); !strings.Contains(strings.ToLower(says), name+" "+number+".") {
		t.Errorf("role: %q does not name %s %s", says, name, number)
	}
}

// age: who is told that the makers no longer mend the server. A fork is not as
// old as the Redis that it says it is compatible with.
func (v version) age(t *testing.T) {
	_, target := v.closed(t)
	inBothStyles(t, target, func(t *testing.T, report Report) {
		told := slices.ContainsFunc(report.Findings, func(f causes.Problem) bool { return f.Code == "end-of-life" })
		if want := v.software == "redis-6.0" || v.software == "redis-7.0"; told != want {
			t.Errorf("told = %v, want %v: %+v", told, want, report.Findings)
		}
	})
}

func (v version) passwords(t *testing.T) {
	_, target := v.closed(t)
	open := at(v.start(t, redistest.Options{}))
	t.Run("missing", func(t *testing.T) {
		target := target
		target.Password = ""
		inBothStyles(t, target, failing(StepAuth, "A01"))
		target.Username = "authelia"
		inBothStyles(t, target, failing(StepAuth, "A01"))
	})
	t.Run("wrong", func(t *testing.T) {
		target := target
		target.Password = "wrong-password-of-mine"
		inBothStyles(t, target, failing(StepAuth, "A03"))
	})
	t.Run("user unknown", func(t *testing.T) {
		target := target
		target.Username = "nobody"
		inBothStyles(t, target, failing(StepAuth, "A03"))
	})
	t.Run("only a user's", func(t *testing.T) {
		target := v.user(t, v.least())
		target.Username = ""
		inBothStyles(t, target, failing(StepAuth, "A03"))
	})
	t.Run("not needed", func(t *testing.T) {
		target := open
		target.Password = password
		inBothStyles(t, target, func(t *testing.T, report Report) {
			finding(t, report, "A02")
			if authelia := report.Authelia; authelia == styles["AUTH"] {
				// The server refuses an AUTH that it does not need.
				wantFail(t, report, StepAuth, "A02")
				return
			}
			wantVerdict(t, report, Warn)
			if got := status(report, StepAuth); got != "warned A02" {
				t.Errorf("auth: %s, want warned A02", got)
			}
		})
	})
	t.Run("none on either side", func(t *testing.T) { inBothStyles(t, open, passing) })
}

func (v version) permissions(t *testing.T) {
	t.Run("the least that works", func(t *testing.T) {
		target := v.user(t, v.least())
		target.Database = 2
		inBothStyles(t, target, passing)
	})
	t.Run("the user that hints propose", func(t *testing.T) {
		server, target := v.closed(t)
		line := strings.Replace(release.MinimalACL("authelia", 2), "PASSWORD", password, 1)
		var args []any
		for word := range strings.FieldsSeq(line) {
			args = append(args, word)
		}
		server.Do(t, args...)
		target.Username, target.Database = "authelia", 2
		inBothStyles(t, target, passing)
	})
	t.Run("a default user that may do nothing", func(t *testing.T) {
		target := at(v.start(t, redistest.Options{ACL: []string{"default reset", "authelia on >" + password + " " + v.least()}}))
		target.Username, target.Password = "authelia", password
		inBothStyles(t, target, passing)
	})
	t.Run("each command", func(t *testing.T) {
		for _, command := range []string{"ping", "set", "get", "exists", "rename", "expire", "del"} {
			target := v.user(t, strings.Replace(v.least(), "+"+command, "", 1))
			inBothStyles(t, target, func(t *testing.T, report Report) {
				t.Helper()
				fault := finding(t, report, "A05")
				if command == "del" && report.Authelia == styles["AUTH"] {
					wantVerdict(t, report, Warn) // it starts and keeps sessions, and nobody can log out
				} else {
					wantFail(t, report, StepCommands, "A05")
				}
				if want := "ACL SETUSER authelia +" + command + " "; !strings.Contains(fault.Hint, want) {
					t.Errorf("hint %q does not hold %q", fault.Hint, want)
				}
			})
		}
	})
	t.Run("select", func(t *testing.T) {
		target := v.user(t, strings.Replace(v.least(), "+select", "", 1))
		target.Database = 2
		inBothStyles(t, target, failing(StepSelect, "A05"))
	})
	t.Run("keys", func(t *testing.T) {
		rules := []string{"~sessions:* +@all", "resetkeys +@all", strings.Replace(v.least(), "~authelia-session:*", "~authelia:*", 1)}
		if !v.old() {
			rules = append(rules, "%R~authelia-session:* +@all") // since 7.0: may read, but not write
		}
		for _, rule := range rules {
			inBothStyles(t, v.user(t, rule), func(t *testing.T, report Report) {
				fault := wantFail(t, report, StepCommands, "A06")
				if want := "ACL SETUSER authelia ~authelia-session:* "; !strings.Contains(fault.Hint, want) {
					t.Errorf("hint %q does not hold %q", fault.Hint, want)
				}
			})
		}
	})
	t.Run("keys and commands", func(t *testing.T) {
		inBothStyles(t, v.user(t, "~sessions:* -@all +@read +ping"), failing(StepCommands, "A05"))
	})
}

func (v version) states(t *testing.T) {
	t.Run("database out of range", func(t *testing.T) {
		_, target := v.closed(t, "--databases", "4")
		target.Database = 4
		inBothStyles(t, target, failing(StepSelect, "E01"))
	})
	t.Run("replica", func(t *testing.T) {
		primary, _ := v.closed(t)
		_, port, _ := strings.Cut(primary.Addr, ":")
		_, target := v.closed(t, "--replicaof", primary.Host, port, "--masterauth", password)
		inBothStyles(t, target, func(t *testing.T, report Report) {
			if fault := wantFail(t, report, StepRole, "D13"); !strings.Contains(fault.Message, primary.Addr) {
				t.Errorf("message %q does not name the primary", fault.Message)
			}
		})
	})
	t.Run("replica, to a user who may not ask for the role", func(t *testing.T) {
		// HELLO tells the role to everybody; without it the write shows it.
		target := at(v.start(t, redistest.Options{
			ACL:  []string{"default off", "authelia on >" + password + " " + v.least()},
			Args: []string{"--replicaof", "127.0.0.1", "1"},
		}))
		target.Username, target.Password = "authelia", password
		target.Authelia = styles["AUTH"]
		wantFail(t, try(t, target), StepCommands, "D13")
		target.Authelia = styles["HELLO"]
		if v.old() { // where the default user, switched off, may not even say HELLO
			wantFail(t, try(t, target), StepCommands, "D13")
			return
		}
		wantFail(t, try(t, target), StepRole, "D13")
	})
	t.Run("replica without its primary", func(t *testing.T) {
		open := v.start(t, redistest.Options{
			Args: []string{"--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no"}, NotReady: true,
		})
		if v.old() { // which still answers PING
			inBothStyles(t, at(open), failing(StepRole, "D13"))
			return
		}
		inBothStyles(t, at(open), failing(StepRESP, "replica-link-down"))
	})
	t.Run("too few replicas", func(t *testing.T) {
		_, target := v.closed(t, "--min-replicas-to-write", "1")
		inBothStyles(t, target, failing(StepCommands, "too-few-replicas"))
	})
	t.Run("out of memory", func(t *testing.T) {
		_, target := v.closed(t, "--maxmemory", "1000", "--maxmemory-policy", "noeviction")
		inBothStyles(t, target, failing(StepCommands, "E05"))
	})
	t.Run("cannot save", func(t *testing.T) {
		server, target := v.closed(t, "--save", "3600", "1", "--dbfilename", "dump.rdb")
		breakSaving(t, server)
		inBothStyles(t, target, failing(StepCommands, "E06"))
	})
	t.Run("cannot save, open", func(t *testing.T) {
		server := v.start(t, redistest.Options{Args: []string{"--save", "3600", "1", "--dbfilename", "dump.rdb"}})
		breakSaving(t, server)
		inBothStyles(t, at(server), failing(StepRESP, "E06"))
	})
	t.Run("full", func(t *testing.T) {
		server, target := v.closed(t, "--maxclients", "1")
		holder := hold(t, server)
		inBothStyles(t, target, failing(StepRESP, "E03"))
		holder.Close()
	})
	t.Run("commands renamed away", func(t *testing.T) {
		for _, command := range []string{"RENAME", "EXPIRE"} {
			_, target := v.closed(t, "--rename-command", command, "")
			inBothStyles(t, target, func(t *testing.T, report Report) {
				if fault := wantFail(t, report, StepCommands, "command-renamed"); !strings.Contains(fault.Message, command) {
					t.Errorf("message %q does not name %s", fault.Message, command)
				}
			})
		}
		_, target := v.closed(t, "--rename-command", "SELECT", "")
		target.Database = 1
		inBothStyles(t, target, failing(StepSelect, "command-renamed"))
		_, target = v.closed(t, "--rename-command", "HELLO", "")
		inBothStyles(t, target, passing)
		target.Password = "wrong-password-of-mine"
		inBothStyles(t, target, failing(StepAuth, "A03"))
		_, target = v.closed(t, "--rename-command", "ROLE", "")
		inBothStyles(t, target, passing)
	})
}

// cluster tries both nodes of a cluster in which one has all the slots.
func (v version) cluster(t *testing.T) {
	node := func() (*redistest.Server, Target) { return v.closed(t, "--cluster-enabled", "yes") }
	empty, target := node()
	full, all := node()

	// What HELLO says is enough; an older Authelia has to try.
	probeNode := func(t *testing.T, target Target, code string) {
		t.Helper()
		target.Authelia = styles["HELLO"]
		wantFail(t, try(t, target), StepRole, "D18")
		target.Database = 1
		wantFail(t, try(t, target), StepSelect, "D18")
		target.Database, target.Authelia = 0, styles["AUTH"]
		wantFail(t, try(t, target), StepCommands, code)
	}
	t.Run("without slots", func(t *testing.T) { probeNode(t, target, "D18") }) // CLUSTERDOWN

	t.Run("databases", func(t *testing.T) {
		if !strings.HasPrefix(v.software, "valkey-9.") {
			return // only Valkey has them in a cluster, since 9.0
		}
		_, target := v.closed(t, "--cluster-enabled", "yes", "--cluster-databases", "4")
		target.Database = 1
		wantFail(t, try(t, target), StepRole, "D18")
	})

	slots := []any{"CLUSTER", "ADDSLOTS"}
	for slot := range 16384 {
		slots = append(slots, slot)
	}
	full.Do(t, slots...)
	empty.Do(t, "CLUSTER", "MEET", full.Host, full.Port)
	for _, server := range []*redistest.Server{full, empty} {
		redistest.Eventually(t, "the cluster to form", func(context.Context) bool {
			info := server.Do(t, "CLUSTER", "INFO").(string)
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:2")
		})
	}
	t.Run("keys elsewhere", func(t *testing.T) { probeNode(t, target, "D19") }) // MOVED
	t.Run("keys apart", func(t *testing.T) { probeNode(t, all, "D18") })        // CROSSSLOT
	if keys := full.Do(t, "DBSIZE"); keys != int64(0) {
		t.Errorf("the probes left %v keys behind", keys)
	}
}

func (v version) tls(t *testing.T) {
	server := v.start(t, redistest.Options{Password: password, TLS: &redistest.TLS{}})
	target := at(server)
	target.TLS = &TLS{CertificatesDirectory: directory(t, server.CA)}
	inBothStyles(t, target, passing)
	t.Run("wrong password", func(t *testing.T) {
		target := target
		target.Password = "wrong-password-of-mine"
		inBothStyles(t, target, failing(StepAuth, "A03"))
	})
	t.Run("unknown authority", func(t *testing.T) {
		target := target
		target.TLS = &TLS{}
		inBothStyles(t, target, failing(StepTLS, "C04"))
	})
	t.Run("no tls section", func(t *testing.T) { inBothStyles(t, at(server), failing(StepRESP, "C02")) })
	t.Run("a port that speaks plain text", func(t *testing.T) {
		_, target := v.closed(t)
		target.Timeout, target.TLS = 250*time.Millisecond, &TLS{}
		inBothStyles(t, target, failing(StepTLS, "C01"))
	})
	t.Run("client certificate", func(t *testing.T) {
		server := v.start(t, redistest.Options{Password: password, TLS: &redistest.TLS{ClientCertificates: "yes"}})
		target := at(server)
		target.TLS = &TLS{CertificatesDirectory: directory(t, server.CA)}
		inBothStyles(t, target, func(t *testing.T, report Report) {
			wantVerdict(t, report, Fail)
			finding(t, report, "C09")
		})
		target.TLS.Certificate, target.TLS.PrivateKey = server.ClientCertificate, server.ClientKey
		inBothStyles(t, target, passing)
	})
}

func (v version) sentinel(t *testing.T) {
	primary, _ := v.closed(t)
	watch := func(o redistest.SentinelOptions) *redistest.Server {
		t.Helper()
		o.Software, o.Primary = v.software, primary
		return redistest.StartSentinel(t, o)
	}
	guarded := watch(redistest.SentinelOptions{Password: sentinelPassword})
	t.Run("good", func(t *testing.T) {
		group := start(t, dress{
			server:   redistest.Options{Software: v.software, Password: password},
			sentinel: redistest.SentinelOptions{Software: v.software, Password: sentinelPassword},
		})
		inBothStyles(t, group.target(), group.wantWhole)
	})
	t.Run("wrong name", func(t *testing.T) {
		target := behind(guarded)
		target.Sentinel.Name = "sessions"
		inBothStyles(t, target, func(t *testing.T, report Report) {
			fault := wantFail(t, report, StepPrimary, "D01")
			if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "mymaster" {
				t.Errorf("fix = %+v, want the real name", fault.Fix)
			}
		})
	})
	t.Run("password missing", func(t *testing.T) {
		target := behind(guarded)
		target.Sentinel.Password = ""
		inBothStyles(t, target, failing(StepAuth, "A08"))
	})
	t.Run("password wrong", func(t *testing.T) {
		target := behind(guarded)
		target.Sentinel.Password = "another-password-entirely"
		inBothStyles(t, target, failing(StepAuth, "A03"))
		if !v.old() {
			target.Sentinel.Username = "nobody"
			inBothStyles(t, target, failing(StepAuth, "A11"))
		}
	})
	t.Run("password not needed", func(t *testing.T) {
		target := behind(watch(redistest.SentinelOptions{}))
		target.Authelia = styles["HELLO"]
		report := try(t, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "A09")
		target.Sentinel.Password = ""
		inBothStyles(t, target, func(t *testing.T, report Report) {
			wantVerdict(t, report, Warn) // one sentinel and no replica
			for _, f := range report.Findings {
				if f.Code == "A09" {
					t.Errorf("unexpected finding %+v", f)
				}
			}
		})
	})
	t.Run("password of the primary wrong", func(t *testing.T) {
		target := behind(guarded)
		target.Password = "another-password-entirely"
		inBothStyles(t, target, func(t *testing.T, report Report) {
			wantVerdict(t, report, Fail)
			if got := statusOf(one(t, report, primary.Addr), StepAuth); got != "failed A03" {
				t.Errorf("primary: %s, want failed A03", got)
			}
		})
	})
	t.Run("users", func(t *testing.T) {
		if v.old() {
			return // users came to sentinels with 6.2
		}
		// The Authelia that logs in with AUTH asks for the replicas, too.
		rules := "wizard on >" + sentinelPassword + " allchannels -@all +auth +hello +ping +sentinel|slaves "
		target := behind(watch(redistest.SentinelOptions{ACL: []string{rules + "+sentinel|get-master-addr-by-name +sentinel|sentinels +subscribe", "default off"}}))
		target.Sentinel.Username = "wizard"
		inBothStyles(t, target, func(t *testing.T, report Report) {
			t.Helper()
			if got := statusOf(report.Endpoints[0], StepGroup); got != "passed" {
				t.Errorf("a user with just what Authelia needs: %s", got)
			}
		})
		target = behind(watch(redistest.SentinelOptions{ACL: []string{rules + "+sentinel|get-master-addr-by-name +sentinel|sentinels", "default off"}}))
		target.Sentinel.Username = "wizard"
		inBothStyles(t, target, func(t *testing.T, report Report) {
			t.Helper()
			wantVerdict(t, report, Warn)
			if f := finding(t, report, "A05"); !strings.Contains(f.Message, "SUBSCRIBE") {
				t.Errorf("finding = %q, want the command that lacks", f.Message)
			}
		})
		target = behind(watch(redistest.SentinelOptions{ACL: []string{rules, "default off"}}))
		target.Sentinel.Username = "wizard"
		inBothStyles(t, target, failing(StepPrimary, "A05"))
	})
	t.Run("taken for Redis", func(t *testing.T) {
		target := Target{Host: guarded.Host, Port: guarded.Port, Password: sentinelPassword}
		inBothStyles(t, target, failing(StepRole, "D06"))
		target.Database = 2
		target.Authelia = styles["HELLO"]
		wantFail(t, try(t, target), StepSelect, "D06")
	})
	t.Run("Redis taken for a sentinel", func(t *testing.T) {
		target := behind(primary)
		target.Sentinel.Password = password
		inBothStyles(t, target, failing(StepRole, "D05"))
	})
}
