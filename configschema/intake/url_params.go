package intake

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
)

// maxParams bounds the parameters of a URL that are looked at.
const maxParams = 200

// A param is one parameter behind the question mark.
type param struct{ name, value string }

func (u *urlReader) params(query string) (params []param) {
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		if len(params) == maxParams {
			u.note("The URL has more than {count} parameters. The others were left aside.", "count", strconv.Itoa(maxParams))
			break
		}
		name, value, _ := strings.Cut(part, "=")
		name = strings.ReplaceAll(snake(u.decode(name)), "-", "_") // poolSize, pool-size and pool_size are one
		params = append(params, param{name, u.decode(strings.ReplaceAll(value, "+", " "))})
	}
	return params
}

// otherNames are what the parameters of Redis URLs are called in other programs.
var otherNames = map[string]string{
	"db": authelia.KeyIndex, "database": authelia.KeyIndex, "database_index": authelia.KeyIndex, "db_index": authelia.KeyIndex,
	"user": authelia.KeyUsername, "username": authelia.KeyUsername, "password": authelia.KeyPassword, "pass": authelia.KeyPassword, "auth": authelia.KeyPassword,
	"timeout": authelia.KeyTimeout, "dial_timeout": authelia.KeyTimeout, "connect_timeout": authelia.KeyTimeout, "socket_connect_timeout": authelia.KeyTimeout, "connection_timeout": authelia.KeyTimeout,
	"max_retries": authelia.KeyRetries, "retries": authelia.KeyRetries,
	"pool_size": authelia.KeyMaxActive, "max_connections": authelia.KeyMaxActive, "maximum_active_connections": authelia.KeyMaxActive, "max_active": authelia.KeyMaxActive,
	"min_idle_conns": authelia.KeyMinIdle, "minimum_idle_connections": authelia.KeyMinIdle, "min_idle": authelia.KeyMinIdle,
	"skip_verify": authelia.KeySkipVerify, "insecure": authelia.KeySkipVerify, "insecure_skip_verify": authelia.KeySkipVerify, "tls_skip_verify": authelia.KeySkipVerify, "tlsinsecure": authelia.KeySkipVerify,
	"server_name": authelia.KeyServerName, "servername": authelia.KeyServerName, "sni": authelia.KeyServerName, "tls_server_name": authelia.KeyServerName,
	"minimum_version": authelia.KeyMinVersion, "tls_min_version": authelia.KeyMinVersion, "maximum_version": authelia.KeyMaxVersion,
	"sentinel_name": authelia.KeySentinelName, "master_name": authelia.KeySentinelName, "master": authelia.KeySentinelName, "mastername": authelia.KeySentinelName, "service_name": authelia.KeySentinelName, "sentinel_master_id": authelia.KeySentinelName, "sentinel_master": authelia.KeySentinelName, "sentinelmasterid": authelia.KeySentinelName, "mymaster": authelia.KeySentinelName,
	"sentinel_username": authelia.KeySentinelUsername, "sentinel_password": authelia.KeySentinelPassword,
	"route_by_latency": authelia.KeyRouteLatency, "route_randomly": authelia.KeyRouteRandomly,
}

func (u *urlReader) param(p param) {
	key := otherNames[p.name]
	switch {
	case p.name == "addr" && u.sentinel:
		host, port := splitHost(p.value)
		u.node(host, port)
	case p.name == "tls" || p.name == "ssl":
		u.tls = u.tls || trueOrFalse(p.value) == "true"
	case p.name == "ssl_cert_reqs" || p.name == "verify":
		if trueOrFalse(p.value) == "false" {
			u.set(authelia.KeySkipVerify, "true")
		}
	case key == "" && isName(p.name) && len(p.name) < 40:
		u.note("The parameter '{parameter}' of the URL has no counterpart in session.redis, and was left aside.", "parameter", p.name)
	case key == "": // not repeated, for it may be a piece of a password
		u.note("A parameter of the URL is none that is known, and was left aside.")
	case key == authelia.KeySkipVerify:
		u.set(key, trueOrFalse(p.value))
	default:
		u.set(key, p.value)
	}
}
