package intake

import (
	"strconv"
	"strings"
)

// maxParams bounds the parameters of a URL that are looked at.
const maxParams = 200

// A param is one parameter behind the question mark.
type param struct{ name, value string }

func (u *urlReader) params(query string) (params []param) {
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' }) {
		if len(params) == maxParams {
			u.note("The URL has more than " + strconv.Itoa(maxParams) + " parameters. The others were left aside.")
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
	"db": keyIndex, "database": keyIndex, "database_index": keyIndex, "db_index": keyIndex,
	"user": keyUsername, "username": keyUsername, "password": keyPassword, "pass": keyPassword, "auth": keyPassword,
	"timeout": keyTimeout, "dial_timeout": keyTimeout, "connect_timeout": keyTimeout, "socket_connect_timeout": keyTimeout, "connection_timeout": keyTimeout,
	"max_retries": keyRetries, "retries": keyRetries,
	"pool_size": keyMaxActive, "max_connections": keyMaxActive, "maximum_active_connections": keyMaxActive, "max_active": keyMaxActive,
	"min_idle_conns": keyMinIdle, "minimum_idle_connections": keyMinIdle, "min_idle": keyMinIdle,
	"skip_verify": keySkipVerify, "insecure": keySkipVerify, "insecure_skip_verify": keySkipVerify, "tls_skip_verify": keySkipVerify, "tlsinsecure": keySkipVerify,
	"server_name": keyServerName, "servername": keyServerName, "sni": keyServerName, "tls_server_name": keyServerName,
	"minimum_version": keyMinVersion, "tls_min_version": keyMinVersion, "maximum_version": keyMaxVersion,
	"sentinel_name": keySentinelName, "master_name": keySentinelName, "master": keySentinelName, "mastername": keySentinelName, "service_name": keySentinelName, "sentinel_master_id": keySentinelName, "sentinel_master": keySentinelName, "sentinelmasterid": keySentinelName, "mymaster": keySentinelName,
	"sentinel_username": keySentinelUsername, "sentinel_password": keySentinelPassword,
	"route_by_latency": keyRouteLatency, "route_randomly": keyRouteRandomly,
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
			u.set(keySkipVerify, "true")
		}
	case key == "" && isName(p.name) && len(p.name) < 40:
		u.note("The parameter '" + p.name + "' of the URL has no counterpart in session.redis, and was left aside.")
	case key == "": // not repeated, for it may be a piece of a password
		u.note("A parameter of the URL is none that is known, and was left aside.")
	case key == keySkipVerify:
		u.set(key, trueOrFalse(p.value))
	default:
		u.set(key, p.value)
	}
}
