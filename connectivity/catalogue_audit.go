package connectivity

import (
	"strconv"
	"strings"
	"time"
)

// auditCauses are what a server that works says about itself in INFO and that
// will hurt, or may. Each row looks for itself.
var auditCauses = []Cause{
	{
		Name: "eviction", Code: "E04", Title: "Sessions can be thrown out of memory", Severity: SeverityWarning,
		Message: "{address} throws keys out when its memory is full (maxmemory-policy {policy}, maxmemory {limit}): people are then logged out at random.",
		Hint:    "Give the sessions a Redis of their own, with 'maxmemory-policy noeviction' (or volatile-ttl, which takes the oldest first) and memory enough.",
		audit: func(s *server) map[string]string {
			if s.number("maxmemory") == 0 {
				return nil
			}
			return s.evictionWords()
		},
	},
	{
		Name: "eviction-without-limit", Code: "E04", Title: "A policy that throws sessions out, once there is a limit", Severity: SeverityInfo,
		Message: "{address} has 'maxmemory-policy {policy}', which throws sessions out when memory runs short. There is no 'maxmemory' yet, so it does nothing so far.",
		Hint:    "Before you set a limit, set 'maxmemory-policy noeviction' (or volatile-ttl).",
		audit: func(s *server) map[string]string {
			if s.number("maxmemory") != 0 {
				return nil
			}
			return s.evictionWords()
		},
	},
	{
		Name: "evicted", Code: "E04", Title: "Keys have been thrown out of memory", Severity: SeverityWarning,
		Message: "{address} has thrown {evicted} out since it started, because its memory was full. Sessions may have been among them.",
		Hint:    "Give it more memory ('maxmemory'), or the sessions a Redis of their own with 'maxmemory-policy noeviction'.",
		audit: func(s *server) map[string]string {
			if n := s.number("evicted_keys"); n > 0 {
				return map[string]string{"evicted": someKeys.say(s.e.language(), int(n))}
			}
			return nil
		},
	},
	{
		Name: "memory-nearly-full", Code: "E05", Title: "Memory is nearly full", Severity: SeverityWarning,
		Message: "{address} uses {percent} % of its 'maxmemory' and evicts nothing: when it is full, nobody can log in any more.",
		Hint:    "Raise 'maxmemory', or move what else lives there to another Redis.",
		audit: func(s *server) map[string]string {
			limit, used := s.number("maxmemory"), s.number("used_memory")
			if limit <= 0 || used*10 < limit*9 || s.info["maxmemory_policy"] != "noeviction" {
				return nil
			}
			return map[string]string{"percent": strconv.FormatInt(used*100/limit, 10)}
		},
	},
	{
		Name: "save-failed", Code: "E06", Title: "Redis could not save to its disk", Severity: SeverityWarning,
		Message: "{address} takes writes, but its last attempt to write to disk failed ({what}).",
		Hint:    "Its data directory is full, or belongs to another user: mend that, and look at the server's log.",
		audit: func(s *server) map[string]string {
			var failed []string
			for _, key := range []string{"rdb_last_bgsave_status", "aof_last_bgrewrite_status", "aof_last_write_status"} {
				if s.info[key] == "err" {
					failed = append(failed, key)
				}
			}
			if failed == nil {
				return nil
			}
			return map[string]string{"what": list(s.e.language(), failed)}
		},
	},
	{
		Name: "not-persistent", Code: "E08", Title: "Nothing is on disk", Severity: SeverityInfo,
		Message: "{address} keeps no append-only file and has saved no snapshot since it started: as things stand, a restart logs everybody out.",
		Hint:    "If that matters to you, set 'appendonly yes' in redis.conf.",
		audit: func(s *server) map[string]string {
			if s.info["aof_enabled"] != "0" || !s.neverSaved() {
				return nil
			}
			return map[string]string{}
		},
	},
	{
		Name: "few-clients", Code: "E03", Title: "Little room for clients", Severity: SeverityWarning,
		Message: "{address} has {connected} of at most {limit} clients connected, and Authelia may open {pool} connections at a time.",
		Hint:    "Raise 'maxclients' in redis.conf, or lower maximum_active_connections. Each Authelia has a pool of its own, and opens a new connection for nearly every command.",
		audit: func(s *server) map[string]string {
			limit, connected := s.number("maxclients"), s.number("connected_clients")
			pool := int64(s.e.run.target.PoolSize)
			if pool <= 0 {
				pool = 10 // go-redis: that many for each processor
			}
			// Our own connection is among the connected ones.
			if limit <= 0 || limit-connected+1 >= pool {
				return nil
			}
			return map[string]string{
				"connected": strconv.FormatInt(connected, 10), "limit": strconv.FormatInt(limit, 10), "pool": strconv.FormatInt(pool, 10),
			}
		},
	},
	{
		Name: "foreign-keys", Code: "E10", Title: "Somebody else's keys in the same database", Severity: SeverityInfo,
		Message: "Database {database} of {address} holds {foreign} without an expiry. Sessions always have one, so these belong to something else.",
		Hint:    "Whoever clears that database (FLUSHDB) logs everybody out. Use a database_index, or better a Redis, that belongs to Authelia alone.",
		audit: func(s *server) map[string]string {
			all, expiring := s.keyspace()
			if all <= expiring {
				return nil
			}
			return map[string]string{"foreign": someKeys.say(s.e.language(), all-expiring)}
		},
	},
	{
		Name: "replica-lag", Code: "replica-lag", Title: "A replica that lags behind", Severity: SeverityWarning,
		Message: "A replica of {address} is {lag} behind: after a fail-over, that much would be lost.",
		Hint:    "Look at the load and the network of the replica.",
		audit: func(s *server) map[string]string {
			const tolerable = 10
			lag, _ := s.slowestReplica()
			if lag <= tolerable {
				return nil
			}
			return map[string]string{"lag": someSeconds.say(s.e.language(), lag)}
		},
	},
	{
		Name: "replica-offline", Code: "replica-lag", Title: "A replica that is not in step", Severity: SeverityWarning,
		Message: "A replica of {address} is connected, but not in step yet: {replica}.",
		Hint:    "Right after a start this passes by itself. Otherwise look at the log of the replica.",
		audit: func(s *server) map[string]string {
			_, offline := s.slowestReplica()
			if offline == "" {
				return nil
			}
			return map[string]string{"replica": offline}
		},
	},
	{
		Name: "plain-text-public", Code: "plain-text", Title: "Plain text over a public network", Severity: SeverityWarning,
		Message: "{dialled} is a public address, and the connection has no TLS: passwords and sessions travel where anybody on the way can read them.",
		Hint:    "Turn TLS on ('tls-port' in redis.conf, and a tls section here), or reach Redis through a private network.",
		audit: func(s *server) map[string]string {
			if _, public := s.plainText(); public {
				return map[string]string{}
			}
			return nil
		},
	},
	{
		Name: "plain-text", Code: "plain-text", Title: "Plain text over the network", Severity: SeverityInfo,
		Message: "The connection to {address} has no TLS: whoever can listen in on that network can read the password.",
		Hint:    "In a network of containers on one machine that is common. Across machines, turn TLS on ('tls-port' in redis.conf, and a tls section here).",
		audit: func(s *server) map[string]string {
			if plain, public := s.plainText(); plain && !public {
				return map[string]string{}
			}
			return nil
		},
	},
	{
		Name: "end-of-life", Code: "end-of-life", Title: "A version that its makers no longer mend", Severity: SeverityInfo,
		Message: "{address} runs {software} {version}, which its makers have not mended since {ended}.",
		Hint:    "Your distribution may still mend it. Otherwise plan an update; Authelia works with every newer one, and with Valkey.",
		audit: func(s *server) map[string]string {
			ended, err := time.Parse(string(monthLayout), endOfLife(s.e.server, s.now.Format(string(monthLayout))))
			if err != nil {
				return nil // it is not over
			}
			return map[string]string{"software": s.e.server.name(), "version": s.e.server.version, "ended": date(s.e.language(), ended, monthLayout)}
		},
	},
}

func (s *server) evictionWords() map[string]string {
	policy := s.info["maxmemory_policy"]
	if policy == "" || policy == "noeviction" || policy == "volatile-ttl" {
		return nil
	}
	return map[string]string{"policy": s.word("maxmemory_policy"), "limit": s.word("maxmemory_human")}
}

// endOfLife is the month in which the last update of a release came or will
// come, when that is over. Redis mends the three newest minor releases.
// Source: https://redis.io/docs/latest/operate/oss_and_stack/install/ and the
// release notes of the projects.
func endOfLife(server serverInfo, now string) string {
	parts := strings.Split(server.version, ".")
	if len(parts) < 2 {
		return ""
	}
	release := strings.ToLower(server.name()) + " " + parts[0] + "." + parts[1]
	if major, err := strconv.Atoi(parts[0]); err == nil && major < 6 && server.name() == "Redis" {
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
