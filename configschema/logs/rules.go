package logs

import (
	"net/netip"
	"sync"
)

// An urgency says what stands first among the explanations of a log.
type urgency int

const (
	urgent urgency = iota // somebody has to act at once
	usual
	vague // it follows from something else, or says little by itself
)

// rules are all rules, the most specific first: the first that a text fulfils
// counts. What a sentinel's failure means depends on the words in front of it,
// so those rules stand before the ones about the bare words.
var rules = sync.OnceValue(func() []rule {
	var all []rule
	for _, table := range []struct {
		source  string
		needs   concern
		urgency urgency
		when    func([]Detail) bool
		rows    []row
	}{
		{Sentinel, foreign, usual, nil, sentinelRows},
		{Redis, foreign, urgent, publicAddress, publicRows},
		{Redis, foreign, urgent, nil, strangerRows},
		{Redis, foreign, usual, nil, serverRows},
		{Authelia, possible, usual, nil, configurationRows},
		{"", foreign, usual, nil, unreachableRows},
		{"", possible, usual, nil, replyRows},
		{"", certain, usual, nil, nameServerRows},
		{"", certain, usual, nil, clientRows},
		{"", certain, usual, nil, networkRows},
		{"", certain, vague, nil, poolRows},
		{Authelia, foreign, vague, nil, lastRows},
	} {
		for _, r := range table.rows {
			all = append(all, rule{codes: r.codes, source: table.source, needs: table.needs, urgency: table.urgency, when: table.when, pattern: compile(r.pattern)})
		}
	}
	return all
})

// A row is a rule as the tables write it.
type row struct{ codes, pattern string }

// publicAddress tells whether the address among the details is one of the internet.
func publicAddress(details []Detail) bool {
	for _, d := range details {
		if at, err := netip.ParseAddrPort(d.Value); err == nil {
			ip := at.Addr().Unmap()
			return ip.IsGlobalUnicast() && !ip.IsPrivate() && !shared.Contains(ip)
		}
	}
	return false
}

// shared are the addresses behind a provider's own translation (RFC 6598), which
// private networks such as Tailscale use as well.
var shared = netip.MustParsePrefix("100.64.0.0/10")
