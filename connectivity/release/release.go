// Package release knows what each release of Authelia does with Redis and with sentinels:
// which client it is built with, in which order it asks, and which commands it needs.
package release

import (
	"strings"

	"redis-wizard/configschema/authelia"
)

// Authelia is a release of Authelia: "4.39" or "4.38.10". Empty stands for the newest.
type Authelia string

// Generation tells which go-redis this version of Authelia is built with: 8 up
// to 4.37, which logs in with AUTH; 9 from 4.38 on, which greets with HELLO 3.
// (Authelia's go.mod at each tag.)
func (r Authelia) Generation() int {
	if r.Since(38, 0) {
		return 9
	}
	return 8
}

// Since tells whether it is 4.minor.patch or later. A version without a patch stands for
// its newest one, and what is no known version for the newest of all.
func (r Authelia) Since(minor, patch int) bool {
	v, err := authelia.ParseVersion(string(r))
	return err != nil || v.Since(authelia.Version{Minor: minor, Patch: patch})
}

// What Authelia's releases do with sentinels depends on the client that they are
// built with. Read in the sources of go-redis 8.3.4, 8.11.3, 8.11.5, 9.5.1, 9.5.3,
// 9.7.0, 9.8.0 and 9.18.0 (sentinel.go, error.go, internal/rand), fasthttp/session
// 2.3.2, 2.4.3, 2.4.13 and 2.5.9, and Authelia 4.37.5, 4.38.0 and 4.39.20
// (internal/session/provider_config.go), and tried with each of these clients: one
// sentinel that swallows packets beside two that answer.
//
//	Authelia           go-redis         client           asks the sentinels
//	4.29 to 4.37       8.3.4 to 8.11.5  failover cluster  in the order of the configuration
//	4.38.0 to 4.38.9   9.5.1            failover cluster  in the order of the configuration
//	4.38.10 to 4.39.1  9.5.3 and 9.7.0  failover          in a shuffled order
//	4.39.2 and later   9.8.0 to 9.18.0  failover          all at once
//
// go-redis 8 tries each four times before it asks the next: a start takes four
// dial time-outs longer for each silent sentinel that it meets (20.1 s), and
// succeeds. From 9.5 to 9.7 a sentinel is tried once, and an error that is
// context.DeadlineExceeded ends the search. A dial that runs out of time is that
// error in about half of the cases: two clocks of Go's dialer race, and the error
// of the other one lets go-redis go on (8 of 16 starts with 9.5.1, and 28 of 48
// with 9.5.3 and 9.7.0, failed with "dial tcp …: i/o timeout"). A TLS handshake
// that runs out of time always is (12 of 12, "context deadline exceeded").
//
// The order is shuffled by a generator of go-redis's own that always begins alike
// (internal/rand, seed 1), so that it is the same at each start.
//
// The failover cluster client asks for the replicas as well, SENTINEL SLAVES up to
// go-redis 8 and SENTINEL REPLICAS from 9 on, and fails without an answer: "all
// sentinels specified in configuration are unreachable". Where the answer holds no
// replica that is up, it asks all sentinels (8.11 and later).

// asking is how a release of Authelia asks the sentinels for the primary.
type asking int

const (
	AskingPatiently asking = iota // one after the other, each several times
	AskingHastily                 // one after the other, and may end at a silent one
	AskingTogether                // all at once
)

// Asking is how the release asks its sentinels for the primary.
func (r Authelia) Asking() asking {
	switch {
	case r.Since(39, 2):
		return AskingTogether
	case r.Since(38, 0):
		return AskingHastily
	}
	return AskingPatiently
}

// PatientDials is how often go-redis 8 dials a sentinel before it asks the next.
const PatientDials = 4

// FindsAsCluster tells whether Authelia uses the failover cluster client.
func (r Authelia) FindsAsCluster() bool { return !r.Since(38, 10) }

// ReplicasQuestion is the subcommand of SENTINEL that asks for the replicas.
func (r Authelia) ReplicasQuestion() string {
	if r.Generation() < 9 {
		return "SLAVES"
	}
	return "REPLICAS"
}

// AsksAllWithoutReplicas tells whether the client asks every sentinel where none
// knows a replica that is up.
func (r Authelia) AsksAllWithoutReplicas() bool { return r.FindsAsCluster() && r.Since(32, 0) }

// SentinelRights are the rules, in the ACL of a sentinel, for all that Authelia
// does there; logging in needs none.
func SentinelRights(authelia string) string {
	rights := "allchannels +ping +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels"
	if r := Authelia(authelia); r.FindsAsCluster() {
		rights += " +sentinel|" + strings.ToLower(r.ReplicasQuestion())
	}
	return rights
}

// startsWithWrite tells whether Authelia writes and deletes a session when it
// starts (authelia-startup-probe).
func (r Authelia) startsWithWrite() bool { return r.Since(39, 20) }
