package main

import (
	"strings"
	"testing"

	"redis-wizard/web"
)

// The URL of the operator's Redis is a secret, wherever it comes from.
func TestSharedLimits(t *testing.T) {
	const secret = "hush-hush"
	good := "redis://:" + secret + "@redis.example:6379/2"
	for name, c := range map[string]struct {
		limits sharedLimits
		want   string // the address, or part of the error
	}{
		"none":         {sharedLimits{}, ""},
		"a flag":       {sharedLimits{url: good}, "redis.example:6379"},
		"a file":       {sharedLimits{file: file(t, "url", good+"\n")}, "redis.example:6379"},
		"both":         {sharedLimits{url: good, file: file(t, "url", good)}, "give one of them"},
		"another word": {sharedLimits{url: "http://:" + secret + "@redis"}, "--limits-redis must be a URL such as redis://"},
		"a wrong file": {sharedLimits{file: file(t, "url", secret)}, "the content of --limits-redis-file must be a URL"},
		"no file":      {sharedLimits{file: "/nowhere/url"}, "--limits-redis-file: open /nowhere/url"},
	} {
		t.Run(name, func(t *testing.T) {
			var options web.Options
			err := c.limits.apply(&options)
			if client := options.LimitsRedis; client != nil {
				defer client.Close()
				if got := client.Options(); got.Addr != c.want || got.Password != secret || got.DB != 2 {
					t.Errorf("the client is for %s, database %d", got.Addr, got.DB)
				}
				return
			}
			if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), secret)) {
				t.Errorf("the error is %v, want %q in it and no secret", err, c.want)
			}
		})
	}
	got := invoke(t, "", environment("REDIS_WIZARD_LIMITS_REDIS", "nonsense://"+secret), "serve")
	if got.code != 2 || strings.Contains(got.stderr, secret) {
		t.Errorf("status %d: %s", got.code, got.stderr)
	}
}
