// Package redacttest gives tests configurations with a secret in the strangest
// places, so that whatever reports on one can be searched for it.
package redacttest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// places are configurations with room for a secret.
var places = []string{
	"session:\n  redis:\n    host: redis\n    port: 70000\n    password: '%s'\n",
	"session:\n  redis:\n    host: redis\n    pasword: '%s'\n",
	"session:\n  redis:\n    host: redis\n    pass: %s\n",
	"session:\n  redis:\n    host: redis\n    password: [%s]\n",
	"session:\n  redis:\n    host: redis\n    password: {x: '%s'}\n",
	"session:\n  redis:\n    host: 'redis://:%s@redis'\n",
	"session:\n  redis:\n    host: 'joe:%s@redis:6379'\n",
	"session:\n  redis:\n    host: ['redis://joe:%s@redis']\n",
	"session:\n  redis: {host: redis, port: 0x, password: '%s'}\n",
	"session:\n  redis: {port: 99999, pwd: '%s', host: redis}\n",
	"session:\n  redis: {port: 99999, secrte: '%s', host: redis}\n",
	"session:\n  redis:\n    host: redis # was %s\n    host: redis # was %[1]s\n",
	"session:\n\tredis:\n\t\tpassword: %s\n",
	"session:\n  redis:\n    password: %s\n   host: x\n",
	"session:\n  redis:\n    password: '%s\n    host: x\n",
	"session:\n  redis:\n    password: \"\n      %s\n    port: 70000\n",
	"session:\n  redis:\n    password: |\n      a\n      host: %s\n     x: y\n",
	"session:\n  redis:\n    password: *%s\n",
	"session:\n  redis:\n    password: !!binary %s\n",
	"session:\n  redis:\n    password: @%s\n",
	"session:\n  redis:\n    password: %%%s\n",
	"session:\n  redis:\n    password: `%s\n",
	"session:\n  redis:\n    password: a: %s\n",
	"session:\n  redis:\n    host: redis\n    tls:\n      private_key: |\n        -----BEGIN PRIVATE KEY-----\n        %s\n        -----END PRIVATE KEY-----\n",
	"session:\n  redis:\n    host: redis\n    tls:\n      certificate_chain: '%s'\n      private_key: '%[1]s'\n",
	"session:\n  redis:\n    host: redis\n    high_availability:\n      sentinel_name: x\n      sentinel_password: ' %s'\n      nodes: [{host: x, password: '%[1]s'}]\n",
	"session:\n  redis:\n    host: redis\n    session.redis.password: '%s'\n",
	"session:\n  secret: '%s'\n  redis:\n    port: 70000\n",
	"session.redis.password: '%s'\nsession.redis.port: 70000\n",
	"session:\n  redis:\n    password: '%s'\n    password: '%[1]s'\n",
	"session:\n  redis:\n    passwd: &%s x\n    port: 70000\n",
	"session:\n  redis:\n    host: a\n    user: '%s'\n",
	"session:\n  redis:\n    host: redis\n    password: {%s}\n",
	"session:\n  redis:\n    host: redis\n    pasword: {%s}\n",
	"session:\n  redis:\n    host: redis\n    password: {{%s}}\n",
	"session:\n  redis:\n    host: redis\n    password: {[%s]: 1}\n",
	"session:\n  redis:\n    host: redis\n    password: !!int %s\n",
	"session:\n  redis:\n    host: redis\n    password: !!float \"%s\"\n",
	"session:\n  redis:\n    host: redis\n    tls:\n      private_key: {a: {%s: x}}\n",
	"session:\n  redis:\n    host: redis\n    high_availability:\n      sentinel_name: x\n      nodes:\n        - {host: a, password: {%s}}\n",
}

// Each calls do with n configurations and the secret that is in each of them,
// the same ones every time.
func Each(n int, do func(yaml, secret string)) {
	const letters = `abcdefXYZ0189!$&*+-=?^_|~./`
	random := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		secret := "s"
		for range 10 + random.IntN(15) {
			secret += string(letters[random.IntN(len(letters))])
		}
		do(fmt.Sprintf(places[i%len(places)], secret), secret)
	}
}

// Found tells whether a text has the secret in it, or so much of it that it can
// be guessed.
func Found(text, secret string) bool { return strings.Contains(text, secret[:8]) }
