package connectivity

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
)

// maxSentinels bounds how many sentinels one probe asks, so that it cannot be
// made to knock on a whole network's doors. Real groups have three or five.
const maxSentinels = 16

// trySentinels is the check with Sentinel: every configured sentinel side by
// side, and then every primary that they announce, tried as a data server.
func (run *probe) trySentinels(ctx context.Context, report *Report) {
	nodes := run.target.Sentinel.Nodes
	if len(nodes) > maxSentinels {
		nodes = nodes[:maxSentinels]
	}
	var sentinels []*endpoint
	for i, node := range nodes {
		sentinels = append(sentinels, run.endpoint("e"+strconv.Itoa(i+1), RoleSentinel, Configured, node))
	}
	walkAll(ctx, sentinels)

	primaries, announcedBy := run.announcedPrimaries(sentinels)
	walkAll(ctx, primaries)

	works := false
	for _, primary := range primaries {
		works = works || primary.succeeded()
	}
	all := append(append([]*endpoint{}, sentinels...), primaries...)
	report.Endpoints, report.Findings = []EndpointReport{}, []Finding{}
	for _, e := range all {
		report.Endpoints = append(report.Endpoints, e.report())
		for _, finding := range e.findings {
			if works && !e.succeeded() && finding.Severity == SeverityError {
				// Authelia asks the next sentinel; it is no better off, but it
				// works.
				finding.Severity = SeverityWarning
			}
			report.Findings = append(report.Findings, finding)
		}
	}
	report.Findings = append(report.Findings, run.wholeGroup(sentinels, primaries, announcedBy)...)
	report.Topology = topology(run.target.Sentinel.Name, sentinels, primaries)
	for _, primary := range primaries {
		if primary.succeeded() {
			report.Latency = primary.latency
			break
		}
	}
	report.Verdict = verdict(works, report.Findings)
}

// walkAll walks endpoints side by side: a dead one never delays the others.
func walkAll(ctx context.Context, endpoints []*endpoint) {
	var group sync.WaitGroup
	for _, e := range endpoints {
		group.Go(func() { e.walk(ctx) })
	}
	group.Wait()
}

// announcedPrimaries makes an endpoint of each distinct address, in the order
// of the sentinels, and tells which sentinels announced it.
func (run *probe) announcedPrimaries(sentinels []*endpoint) ([]*endpoint, map[string][]string) {
	var primaries []*endpoint
	by := map[string][]string{}
	for _, sentinel := range sentinels {
		if sentinel.announced == nil {
			continue
		}
		address := sentinel.announced.String()
		if by[address] == nil {
			id := "e" + strconv.Itoa(len(sentinels)+len(primaries)+1)
			primaries = append(primaries, run.endpoint(id, RolePrimary, Announced, *sentinel.announced))
		}
		by[address] = append(by[address], sentinel.Address)
	}
	return primaries, by
}

// wholeGroup finds what no endpoint shows alone.
func (run *probe) wholeGroup(sentinels, primaries []*endpoint, announcedBy map[string][]string) []Finding {
	var findings []Finding
	add := func(cause string, words map[string]string) {
		row := causeNamed(cause)
		findings = append(findings, Finding{
			Code: row.Code, Severity: row.Severity, Message: fill(row.Message, words), Hint: fill(row.Hint, words),
		})
	}
	name := ownText(run.target.Sentinel.Name)
	switch {
	case len(sentinels) == 0:
		add("no-sentinels", nil)
	case len(run.target.Sentinel.Nodes) > maxSentinels:
		add("too-many-sentinels", map[string]string{"tried": strconv.Itoa(maxSentinels), "given": strconv.Itoa(len(run.target.Sentinel.Nodes))})
	}
	if len(primaries) > 1 {
		var answers []string
		for _, primary := range primaries {
			answers = append(answers, joinWords(announcedBy[primary.where.String()], "and")+": "+primary.Address)
		}
		add("sentinels-disagree", map[string]string{"name": name, "answers": run.redact.clean(strings.Join(answers, "; "))})
	}
	return findings
}

func topology(name string, sentinels, primaries []*endpoint) *Topology {
	t := &Topology{SentinelName: name, Replicas: []string{}, Sentinels: []string{}, Unlisted: []string{}}
	for _, sentinel := range sentinels {
		if sentinel.server.role == "sentinel" {
			t.Sentinels = append(t.Sentinels, sentinel.Address)
		}
	}
	for _, primary := range primaries {
		// The one that works; without any, the first that was announced.
		if t.Primary == "" || primary.succeeded() {
			t.Primary, t.Replicas = primary.Address, append([]string{}, primary.replicas...)
		}
		if primary.succeeded() {
			break
		}
	}
	return t
}

// mustBeSentinel ends the role step of a sentinel.
func (e *endpoint) mustBeSentinel(role reply) error {
	switch e.server.role {
	case "sentinel":
		e.groups = sentinelNames(role)
		e.say("It is a sentinel.%s", e.versionRemark())
		return nil
	case "":
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
		return nil
	}
	return because("redis-as-sentinel", nil)
}

// askPrimary is the question that Authelia's client asks: which server is the
// primary of this group?
func (e *endpoint) askPrimary(context.Context) error {
	name := e.run.target.Sentinel.Name
	answer, err := e.session.do("SENTINEL", "get-master-addr-by-name", name)
	var refused *ReplyError
	switch {
	case errors.As(err, &refused) && refused.says("unknown command"):
		return because("redis-as-sentinel", err)
	case errors.As(err, &refused) && refused.Code == "NOPERM":
		return because("sentinel-not-permitted", err)
	case err != nil:
		return err
	case answer.null:
		return e.unknownGroup()
	}
	if len(answer.elements) != 2 {
		// go-redis's FailoverClient takes the process down here.
		return because("sentinel-answer", nil)
	}
	host := answer.elements[0].text
	port, err := strconv.Atoi(answer.elements[1].text)
	if err != nil || port < 1 || port > 65535 || host == "" {
		return because("sentinel-answer", nil)
	}
	if address, err := netip.ParseAddr(host); err == nil && address.Is6() {
		host = "[" + host + "]"
	}
	e.announced = &Address{Host: host, Port: port}
	e.say("The primary of “%s” is %s.", ownText(name), e.run.redact.clean(net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port))))
	return nil
}

// unknownGroup is for a sentinel_name that the sentinel does not know, which
// Authelia reports as "all sentinels … unreachable".
func (e *endpoint) unknownGroup() error {
	fault := because("group-unknown", nil).with(map[string]string{"groups": "no group at all"})
	if len(e.groups) > 0 {
		fault.with(map[string]string{"groups": joinWords(quoteAll(e.groups), "and")})
	}
	if len(e.groups) == 1 {
		fault.fix = &Fix{Label: "Use the name " + ownText(e.groups[0]), Set: map[string]string{
			"session.redis.high_availability.sentinel_name": e.groups[0],
		}}
	}
	return fault
}

// announcedCauses gives the causes that mean something else when a sentinel
// announced the address: it is then the sentinel's words that need mending, not
// the configuration.
var announcedCauses = map[string]string{
	"refused-loopback":   "announced-loopback",
	"policy-loopback":    "announced-loopback",
	"policy-unspecified": "announced-nothing",
	"name-unknown":       "announced-name-unknown",
	"connect-timeout":    "announced-unreachable",
	"unreachable":        "announced-unreachable",
}
