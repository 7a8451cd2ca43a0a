package intake

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
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
		name = plainName(u.decode(name))
		params = append(params, param{name, u.decode(strings.ReplaceAll(value, "+", " "))})
	}
	return params
}

// plainName makes one spelling of poolSize, pool-size and pool_size.
func plainName(name string) string {
	return strings.ReplaceAll(snake(name), "-", "_")
}

// otherNames are what the parameters of Redis URLs are called in other programs.
var otherNames = map[string]string{
	"db": configschema.KeyIndex, "database": configschema.KeyIndex, "database_index": configschema.KeyIndex, "db_index": configschema.KeyIndex,
	"user": configschema.KeyUsername, "username": configschema.KeyUsername, "password": configschema.KeyPassword, "pass": configschema.KeyPassword, "auth": configschema.KeyPassword,
	"timeout": configschema.KeyTimeout, "dial_timeout": configschema.KeyTimeout, "connect_timeout": configschema.KeyTimeout, "socket_connect_timeout": configschema.KeyTimeout, "connection_timeout": configschema.KeyTimeout,
	"max_retries": configschema.KeyRetries, "retries": configschema.KeyRetries,
	"pool_size": configschema.KeyMaxActive, "max_connections": configschema.KeyMaxActive, "maximum_active_connections": configschema.KeyMaxActive, "max_active": configschema.KeyMaxActive,
	"min_idle_conns": configschema.KeyMinIdle, "minimum_idle_connections": configschema.KeyMinIdle, "min_idle": configschema.KeyMinIdle,
	"skip_verify": configschema.KeySkipVerify, "insecure": configschema.KeySkipVerify, "insecure_skip_verify": configschema.KeySkipVerify, "tls_skip_verify": configschema.KeySkipVerify, "tlsinsecure": configschema.KeySkipVerify,
	"server_name": configschema.KeyServerName, "servername": configschema.KeyServerName, "sni": configschema.KeyServerName, "tls_server_name": configschema.KeyServerName,
	"minimum_version": configschema.KeyMinVersion, "tls_min_version": configschema.KeyMinVersion, "maximum_version": configschema.KeyMaxVersion,
	"sentinel_name": configschema.KeySentinelName, "master_name": configschema.KeySentinelName, "master": configschema.KeySentinelName, "mastername": configschema.KeySentinelName, "service_name": configschema.KeySentinelName, "sentinel_master_id": configschema.KeySentinelName, "sentinel_master": configschema.KeySentinelName, "sentinelmasterid": configschema.KeySentinelName, "mymaster": configschema.KeySentinelName,
	"sentinel_username": configschema.KeySentinelUsername, "sentinel_password": configschema.KeySentinelPassword,
	"route_by_latency": configschema.KeyRouteLatency, "route_randomly": configschema.KeyRouteRandomly,
}

func (u *urlReader) param(p param) {
	key := otherNames[p.name]
	switch {
	case p.name == "addr" && u.sentinel:
		host, port := splitHost(p.value)
		u.node(host, port)
	case p.name == "tls" || p.name == "ssl":
		u.tls = u.tls || isTrue(p.value)
	case p.name == "ssl_cert_reqs" || p.name == "verify":
		if v := strings.ToLower(p.value); v == "none" || v == "cert_none" || v == "false" || v == "0" {
			u.set(configschema.KeySkipVerify, "true")
		}
	case key == "" && isName(p.name) && len(p.name) < 40:
		u.note("The parameter '{parameter}' of the URL has no counterpart in session.redis, and was left aside.", "parameter", p.name)
	case key == "": // not repeated, for it may be a piece of a password
		u.note("A parameter of the URL is none that is known, and was left aside.")
	case key == configschema.KeySkipVerify:
		u.set(key, trueOrFalse(p.value))
	default:
		u.set(key, p.value)
	}
}
