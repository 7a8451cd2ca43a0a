package connectivity

import (
	"bufio"
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// server is what INFO says, with what the audit compares it to.
type server struct {
	info map[string]string
	e    *endpoint
	now  time.Time
}

// audit reads INFO and holds it to what keeping sessions takes. Where the user
// may not read it, that is said, and nothing else.
func (e *endpoint) audit(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	text, err := e.commands.Info(limited).Result()
	s := &server{e: e, now: e.run.prober.now()}
	switch {
	case err == nil:
		s.info = parseInfo(text)
		e.learnInfo(s)
		e.pass(s.summary())
	case asReply(err) != nil:
		e.say("This user may not look at the server's settings (INFO). Authelia does not either; grant +info to have them looked at.")
	case whyEnded(ctx, err) == nil && (isTimeout(err) || isClosed(err)):
		// Everything that Authelia does has worked by now.
		e.say("It did not answer to INFO, so its settings were not looked at. Authelia never asks.")
	default:
		return err
	}
	for i := range auditCauses {
		if words := auditCauses[i].audit(s); words != nil {
			e.warn(because(auditCauses[i].Name, nil).with(words))
		}
	}
	if s.info["cluster_enabled"] == "1" {
		return because("cluster", nil)
	}
	return nil
}

// parseInfo reads "key:value" lines.
func parseInfo(text string) map[string]string {
	info := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok {
			info[key] = strings.TrimSpace(value)
		}
	}
	return info
}

// learnInfo corrects what HELLO said: forks call themselves Redis of the version
// that they are compatible with, and give their own beside it.
func (e *endpoint) learnInfo(s *server) {
	for _, fork := range []string{"valkey", "redict", "dragonfly", "keydb"} {
		if version := s.info[fork+"_version"]; version != "" {
			e.server.software, e.server.version = fork, e.run.redact.peer(strings.TrimPrefix(version, "df-v"))
			return
		}
	}
	if version := s.info["redis_version"]; version != "" && e.server.version == "" {
		e.server.software, e.server.version = "redis", e.run.redact.peer(version)
	}
}

func (s *server) summary() string {
	l := s.e.language()
	var parts []string
	if used := s.word("used_memory_human"); used != "" {
		parts = append(parts, l.Say("{used} of memory in use", "used", used))
	}
	if s.number("maxmemory") > 0 {
		parts = append(parts, l.Say("at most {limit} ({policy})", "limit", s.word("maxmemory_human"), "policy", s.word("maxmemory_policy")))
	} else if s.has("maxmemory") {
		parts = append(parts, l.Say("no limit of memory"))
	}
	if s.has("connected_clients") {
		parts = append(parts, someClients.say(l, int(s.number("connected_clients"))))
	}
	if parts == nil {
		return l.Say("It says little about itself (INFO).")
	}
	return l.Say("It says: {facts}.", "facts", s.e.run.redact.clean(strings.Join(parts, ", ")))
}

func (s *server) number(key string) int64 {
	n, _ := strconv.ParseInt(s.info[key], 10, 64)
	return n
}

// has tells whether INFO was read and holds a key.
// word is a text of INFO that may be shown.
func (s *server) word(key string) string { return s.e.run.redact.peer(s.info[key]) }

func (s *server) has(key string) bool { _, ok := s.info[key]; return ok }

// neverSaved tells whether nothing of the data is on disk. INFO does not say
// whether saving is switched on, only when it last happened; a server that has
// not saved carries its own start as that time.
func (s *server) neverSaved() bool {
	if s.has("rdb_saves") {
		return s.number("rdb_saves") == 0
	}
	started := s.now.Unix() - s.number("uptime_in_seconds")
	return s.has("rdb_last_save_time") && s.number("rdb_last_save_time")-started < 3
}

// keyspace is what INFO says of the database that Authelia uses.
func (s *server) keyspace() (keys, expiring int) {
	for part := range strings.SplitSeq(s.info["db"+strconv.Itoa(s.e.run.target.Database)], ",") {
		name, value, _ := strings.Cut(part, "=")
		number, _ := strconv.Atoi(value)
		switch name {
		case "keys":
			keys = number
		case "expires":
			expiring = number
		}
	}
	return keys, expiring
}

// slowestReplica is the greatest lag in seconds of the replicas that follow, and
// the first of them that is not online.
func (s *server) slowestReplica() (lag int, offline string) {
	for i := range min(int(s.number("connected_slaves")), maxAnnounced) {
		fields := map[string]string{}
		for part := range strings.SplitSeq(s.info["slave"+strconv.Itoa(i)], ",") {
			name, value, _ := strings.Cut(part, "=")
			fields[name] = value
		}
		number, _ := strconv.Atoi(fields["lag"])
		lag = max(lag, number)
		if state := fields["state"]; state != "" && state != "online" && offline == "" {
			offline = s.e.run.redact.peer(fields["ip"] + ":" + fields["port"] + " (" + state + ")")
		}
	}
	return lag, offline
}

// publicPlainText is for a server that is reached without TLS: over which kind
// of network.
func (s *server) plainText() (plain, public bool) {
	if s.e.secure != nil || s.e.sameMachine() {
		return false, false
	}
	address, err := netip.ParseAddrPort(s.e.dialled)
	if err != nil {
		return false, false
	}
	ip := address.Addr().Unmap()
	shared := netip.MustParsePrefix("100.64.0.0/10") // Tailscale and others, encrypted or at least not public
	return true, !ip.IsPrivate() && !shared.Contains(ip)
}

// loadingETA asks a server that is still loading for how long that will take.
func (e *endpoint) loadingETA() string {
	if e.session == nil || e.commands != nil {
		return ""
	}
	answer, err := e.session.within(diagnosisTimeout, "INFO", "persistence")
	if err != nil {
		return ""
	}
	seconds, err := strconv.Atoi(parseInfo(answer.text)["loading_eta_seconds"])
	if err != nil || seconds < 0 {
		return ""
	}
	return e.told("It expects to be ready in {time}.", "time", someSeconds.say(e.language(), max(seconds, 1)))
}
