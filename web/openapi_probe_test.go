package web

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
)

// Real reports, of what is well and of what is not, as one answer and as a
// stream.
func TestOpenAPIProbe(t *testing.T) {
	const password, sentinelPassword = "s3ssions", "s3ntinels"
	c := newClient(t, Options{Policy: local})
	redis := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--masterauth", password}})
	replica := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--masterauth", password, "--replicaof", redis.Host + " " + fmt.Sprint(redis.Port)}})
	secure := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{}})
	first := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: redis, Password: sentinelPassword})
	second := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: redis, Password: sentinelPassword})
	closed := redistest.Port(t)
	redistest.Eventually(t, "the replica to be in step", func(context.Context) bool {
		return strings.Contains(redis.Do(t, "INFO", "replication").(string), "state=online")
	})

	at := func(s *redistest.Server, password string) map[string]any {
		return map[string]any{"values": map[string]string{hostKey: s.Host, portKey: fmt.Sprint(s.Port), passwordKey: password}}
	}
	group := func(name, password, sentinelPassword string, more map[string]string) map[string]any {
		values := map[string]string{nameKey: name, passwordKey: password, sentinelPasswordKey: sentinelPassword}
		for i, sentinel := range []*redistest.Server{first, second} {
			values[fmt.Sprintf("%s.%d.host", authelia.KeyNodes, i)] = sentinel.Host
			values[fmt.Sprintf("%s.%d.port", authelia.KeyNodes, i)] = fmt.Sprint(sentinel.Port)
		}
		for key, value := range more {
			values[key] = value
		}
		return map[string]any{"kind": "sentinel", "values": values}
	}
	for name, test := range map[string]struct {
		body    map[string]any
		more    map[string]any
		verdict connectivity.Verdict
	}{
		"a primary":        {at(redis, password), nil, connectivity.Pass},
		"wrong password":   {at(redis, "a-slip"), map[string]any{"neighbours": true}, connectivity.Fail},
		"a space too many": {at(redis, password+" "), map[string]any{"neighbours": true}, connectivity.Fail},
		"TLS":              {at(secure, password), map[string]any{"tls": "on", "ca": secure.CA}, connectivity.Pass},
		"TLS, no trust":    {at(secure, password), map[string]any{"tls": "on", "neighbours": true}, connectivity.Fail},
		"TLS forgotten":    {at(secure, password), map[string]any{"neighbours": true}, connectivity.Fail},
		"a replica":        {at(replica, password), nil, connectivity.Fail},
		"nobody there":     {map[string]any{"values": map[string]string{hostKey: "127.0.0.1", portKey: fmt.Sprint(closed)}}, map[string]any{"neighbours": true}, connectivity.Fail},
		"a sentinel":       {at(first, sentinelPassword), map[string]any{"neighbours": true}, connectivity.Fail},
		"not allowed":      {map[string]any{"values": map[string]string{hostKey: "169.254.169.254"}}, nil, connectivity.Fail},
		"refused":          {map[string]any{"values": map[string]string{hostKey: "redis", portKey: "0"}}, nil, connectivity.Fail},
		"nothing":          {map[string]any{}, nil, connectivity.Fail},
		"group":            {group("mymaster", password, sentinelPassword, nil), nil, connectivity.Warn},
		"wrong group":      {group("mine", password, sentinelPassword, nil), map[string]any{"neighbours": true}, connectivity.Fail},
		"swapped":          {group("mymaster", sentinelPassword, password, nil), map[string]any{"neighbours": true}, connectivity.Fail},
		"one is dead":      {group("mymaster", password, sentinelPassword, map[string]string{authelia.KeyNodes + ".0.port": fmt.Sprint(closed)}), nil, connectivity.Warn},
	} {
		t.Run(name, func(t *testing.T) {
			for member, value := range test.more {
				test.body[member] = value
			}
			body := asJSON(t, test.body)
			got := c.post(t, post("probe"), body)
			wantStatus(t, got, 200)
			if report := readReport(t, got.body); report.Verdict != test.verdict {
				t.Errorf("the verdict is %s, want %s: %s", report.Verdict, test.verdict, got.body)
			}
			r := newRequest("POST", "/api/v1/probe", "application/json", body)
			r.Header.Set("Accept", "text/event-stream")
			wantStatus(t, c.send(t, post("probe"), r), 200)
		})
	}
}
