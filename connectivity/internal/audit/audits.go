package audit

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/connectivity/internal/wording"
)

// audits look for causes in what a server says about itself, in the order of the
// catalogue, and give the words for each; nil when all is well.
var audits = []struct {
	cause string
	find  func(*Server) map[string]string
}{
	{"eviction", func(s *Server) map[string]string {
		return s.evictionWords(s.number("maxmemory") != 0)
	}},
	{"eviction-without-limit", func(s *Server) map[string]string {
		return s.evictionWords(s.number("maxmemory") == 0)
	}},
	{"evicted", func(s *Server) map[string]string {
		n := s.number("evicted_keys")
		return wordsIf(n > 0, "evicted", wording.Keys.Say(s.Language, int(n)))
	}},
	{"memory-nearly-full", func(s *Server) map[string]string {
		limit, used := s.number("maxmemory"), s.number("used_memory")
		return wordsIf(limit > 0 && used*10 >= limit*9 && s.Info["maxmemory_policy"] == "noeviction",
			"percent", strconv.FormatInt(used*100/max(limit, 1), 10))
	}},
	{"save-failed", func(s *Server) map[string]string {
		failed := slices.DeleteFunc([]string{"rdb_last_bgsave_status", "aof_last_bgrewrite_status", "aof_last_write_status"}, func(key string) bool {
			return s.Info[key] != "err"
		})
		if len(failed) == 0 {
			return nil
		}
		return map[string]string{"what": wording.List(s.Language, failed)}
	}},
	{"not-persistent", func(s *Server) map[string]string {
		return wordsIf(s.Info["aof_enabled"] == "0" && s.neverSaved())
	}},
	{"few-clients", func(s *Server) map[string]string {
		limit, connected := s.number("maxclients"), s.number("connected_clients")
		pool := int64(s.PoolSize)
		if pool <= 0 {
			pool = 10 // go-redis: that many for each processor
		}
		// Our own connection is among the connected ones.
		return wordsIf(limit > 0 && limit-connected+1 < pool,
			"connected", strconv.FormatInt(connected, 10), "limit", strconv.FormatInt(limit, 10), "pool", strconv.FormatInt(pool, 10))
	}},
	{"foreign-keys", func(s *Server) map[string]string {
		all, expiring := s.keyspace()
		return wordsIf(all > expiring, "foreign", wording.Keys.Say(s.Language, all-expiring))
	}},
	{"replica-lag", func(s *Server) map[string]string {
		const tolerable = 10
		lag, _ := s.slowestReplica()
		return wordsIf(lag > tolerable, "lag", wording.Seconds.Say(s.Language, lag))
	}},
	{"replica-offline", func(s *Server) map[string]string {
		_, offline := s.slowestReplica()
		return wordsIf(offline != "", "replica", offline)
	}},
	{"plain-text-public", func(s *Server) map[string]string { return wordsIf(s.Public) }},
	{"plain-text", func(s *Server) map[string]string { return wordsIf(s.PlainText && !s.Public) }},
	{"end-of-life", func(s *Server) map[string]string {
		ended, err := time.Parse(string(wording.Month), endOfLife(s.Software, s.Version, s.Now.Format(string(wording.Month))))
		if err != nil {
			return nil // it is not over
		}
		return map[string]string{"software": s.Software, "version": s.Version, "ended": wording.Date(s.Language, ended, wording.Month)}
	}},
}

// wordsIf are words, given as names and values in turn, where something is the case.
func wordsIf(found bool, pairs ...string) map[string]string {
	if !found {
		return nil
	}
	words := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		words[pairs[i]] = pairs[i+1]
	}
	return words
}

// evictionWords are those for a policy that evicts sessions, with a limit or without.
func (s *Server) evictionWords(applies bool) map[string]string {
	harmless := slices.Contains([]string{"", "noeviction", "volatile-ttl"}, s.Info["maxmemory_policy"])
	return wordsIf(applies && !harmless, "policy", s.word("maxmemory_policy"), "limit", s.word("maxmemory_human"))
}

// endOfLife is the month in which the last update of a release came or will
// come, when that is over. Redis mends the three newest minor releases.
// Source: https://redis.io/docs/latest/operate/oss_and_stack/install/ and the
// release notes of the projects.
func endOfLife(software, version, now string) string {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return ""
	}
	release := strings.ToLower(software) + " " + parts[0] + "." + parts[1]
	if major, err := strconv.Atoi(parts[0]); err == nil && major < 6 && software == "Redis" {
		return "2022-04" // 5.0 was the last of them
	}
	ended := map[string]string{
		"redis 6.0": "2022-04", "redis 6.2": "2025-02", "redis 7.0": "2024-07", "redis 7.2": "2026-02",
	}[release]
	if ended == "" || ended > now {
		return ""
	}
	return ended
}
