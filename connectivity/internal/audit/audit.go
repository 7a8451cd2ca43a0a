// Package audit holds what a server says about itself in INFO to what keeping sessions
// takes.
package audit

import (
	"bufio"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/wording"
)

// Server is what INFO says, with what the audit compares it to.
type Server struct {
	Info     map[string]string // empty where it may not be read
	Now      time.Time
	Language phrase.Language
	// Shown is what may be shown of a text that the server wrote.
	Shown             func(string) string
	Software, Version string
	// Database is the one that Authelia uses, and PoolSize how many connections it may
	// open at a time, 0 for go-redis's choice.
	Database, PoolSize int
	// PlainText tells that it is reached over a network without TLS, and Public that this
	// network is not one's own.
	PlainText, Public bool
}

// Finding is a cause that was found, with the words for it.
type Finding struct {
	Cause string
	Words map[string]string
}

// Audit looks for each cause, in the order of the catalogue.
func (s *Server) Audit() []Finding {
	var found []Finding
	for _, audit := range audits {
		if words := audit.find(s); words != nil {
			found = append(found, Finding{audit.cause, words})
		}
	}
	return found
}

// ParseInfo reads "key:value" lines.
func ParseInfo(text string) map[string]string {
	info := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok {
			info[key] = strings.TrimSpace(value)
		}
	}
	return info
}

// Summary is what it says in a few words; empty when it says little.
func (s *Server) Summary() string {
	l := s.Language
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
		parts = append(parts, wording.Clients.Say(l, int(s.number("connected_clients"))))
	}
	return strings.Join(parts, ", ")
}

func (s *Server) number(key string) int64 {
	n, _ := strconv.ParseInt(s.Info[key], 10, 64)
	return n
}

// word is a text of INFO that may be shown.
func (s *Server) word(key string) string { return s.Shown(s.Info[key]) }

// has tells whether INFO was read and holds a key.
func (s *Server) has(key string) bool { _, ok := s.Info[key]; return ok }

// neverSaved tells whether nothing of the data is on disk. INFO does not say
// whether saving is switched on, only when it last happened; a server that has
// not saved carries its own start as that time.
func (s *Server) neverSaved() bool {
	if s.has("rdb_saves") {
		return s.number("rdb_saves") == 0
	}
	started := s.Now.Unix() - s.number("uptime_in_seconds")
	return s.has("rdb_last_save_time") && s.number("rdb_last_save_time")-started < 3
}

// parts are those of a line such as "keys=3,expires=2".
func (s *Server) parts(key string) map[string]string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(s.Info[key], ",") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	return parts
}

// keyspace is what INFO says of the database that Authelia uses.
func (s *Server) keyspace() (keys, expiring int) {
	parts := s.parts("db" + strconv.Itoa(s.Database))
	keys, _ = strconv.Atoi(parts["keys"])
	expiring, _ = strconv.Atoi(parts["expires"])
	return keys, expiring
}

// mostReplicas bounds how many replicas are looked at.
const mostReplicas = 16

// slowestReplica is the greatest lag in seconds of the replicas that follow, and
// the first of them that is not online.
func (s *Server) slowestReplica() (lag int, offline string) {
	for i := range min(int(s.number("connected_slaves")), mostReplicas) {
		fields := s.parts("slave" + strconv.Itoa(i))
		number, _ := strconv.Atoi(fields["lag"])
		lag = max(lag, number)
		if state := fields["state"]; state != "" && state != "online" && offline == "" {
			offline = s.Shown(fields["ip"] + ":" + fields["port"] + " (" + state + ")")
		}
	}
	return lag, offline
}
