package connectivity

import (
	"math/rand"
	"slices"
	"strings"
)

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
	askingPatiently asking = iota // one after the other, each several times
	askingHastily                 // one after the other, and may end at a silent one
	askingTogether                // all at once
)

func (t *Target) asking() asking {
	switch {
	case t.since(39, 2):
		return askingTogether
	case t.since(38, 0):
		return askingHastily
	}
	return askingPatiently
}

// patientDials is how often go-redis 8 dials a sentinel before it asks the next.
const patientDials = 4

// findsAsCluster tells whether Authelia uses the failover cluster client.
func (t *Target) findsAsCluster() bool { return !t.since(38, 10) }

// replicasQuestion is the subcommand of SENTINEL that asks for the replicas.
func (t *Target) replicasQuestion() string {
	if t.generation() < 9 {
		return "SLAVES"
	}
	return "REPLICAS"
}

// asksAllWithoutReplicas tells whether the client asks every sentinel where none
// knows a replica that is up.
func (t *Target) asksAllWithoutReplicas() bool { return t.findsAsCluster() && t.since(32, 0) }

// askingOrder are the sentinels in the order in which Authelia asks them.
func (t *Target) askingOrder() []Address {
	var order []Address
	for _, node := range t.Sentinel.Nodes {
		same := func(other Address) bool { return strings.EqualFold(other.Host, node.Host) && other.Port == node.Port }
		if !slices.ContainsFunc(order, same) {
			order = append(order, node)
		}
	}
	if t.asking() == askingHastily && !t.findsAsCluster() {
		rand.New(rand.NewSource(1)).Shuffle(len(order), func(i, j int) { //nolint:gosec // it is to be predicted
			order[i], order[j] = order[j], order[i]
		})
	}
	return order
}

// SentinelRights are the rules, in the ACL of a sentinel, for all that Authelia
// does there; logging in needs none.
func SentinelRights(authelia string) string {
	rights := "allchannels +ping +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels"
	if t := (&Target{Authelia: authelia}); t.findsAsCluster() {
		rights += " +sentinel|" + strings.ToLower(t.replicasQuestion())
	}
	return rights
}

// startsWithWrite tells whether Authelia writes and deletes a session when it
// starts (authelia-startup-probe).
func (t *Target) startsWithWrite() bool { return t.since(39, 20) }
