package logs

import "regexp"

// A concern is how sure it is that a line is about a connection to Redis. Authelia also talks to
// directories, databases and mail servers, and other programs stand in the same log.
type concern int

const (
	foreign  concern = iota // it is about something else
	possible                // nothing in it says what it is about
	certain
)

var (
	// probes are those of Kubernetes, whatever they ask.
	probes = regexp.MustCompile(`(?:readiness|liveness|startup) probe (?:failed|errored)`)
	// provider is what Authelia checked at its start.
	provider = regexp.MustCompile(`\bprovider"?[=:]"?(\w+)`)
	// surely are words that nobody writes about anything else.
	surely = regexp.MustCompile(`redis connection error|session backend|` + unreachable + `|redis: |sentinel: |:6379\b|:26379\b|connecting to redis|redis at |parsing "tcp://`)
	// nameServer are the lines of CoreDNS, which is asked for everybody's names.
	nameServer = regexp.MustCompile(`plugin/errors|\bnxdomain\b`)
	// ours are words of what is about Redis.
	ours = regexp.MustCompile(`redis|sentinel|valkey|keydb`)
	// others are words of programs whose errors look like those of a Redis client.
	others = regexp.MustCompile(`ldap|smtp|imap|sasl|postgres|mysql|mariadb|sqlite|notifier|storage|nginx|traefik|ntp|mongo|amqp|kafka|webauthn|passkey|` +
		`openid|oidc|totp|\bduo\b|converting yaml to json|https?://|request timeout occurred|:(?:80|123|389|443|465|587|636|3306|3890|5432|6360|9091)\b`)
)

// concerns tells how surely a text is about Redis; all is the whole line, of which it
// may be a part.
func concerns(small, all string, l line) concern {
	checked := provider.FindStringSubmatch(all)
	switch {
	case probes.MatchString(all), checked != nil && checked[1] != "session" && l.source == Authelia:
		return foreign
	case l.source == Redis, l.source == Sentinel:
		return possible // what a server says of the network is about its own peers
	case surely.MatchString(small):
		return certain
	case others.MatchString(all), nameServer.MatchString(all) && !ours.MatchString(small):
		return foreign
	case ours.MatchString(small), checked != nil:
		return certain
	case l.other:
		return foreign
	case l.source == "" || sessions.MatchString(all):
		return certain
	}
	return possible
}

// sessions are Authelia's words about what it keeps in Redis.
var sessions = regexp.MustCompile(`\bsession`)
