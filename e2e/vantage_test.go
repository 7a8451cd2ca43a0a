package e2e

import (
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
	"redis-wizard/web/vantage"
)

// TestVantage tries a Redis that this server may not reach from a place that
// may, and reads on the page where the test was made. Then the place is gone.
func TestVantage(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	token := strings.Repeat("t0k3n", 8)
	there, log, stop := serve(t, func(o *web.Options) { o.VantageAcceptToken, o.AllowLoopback = vantage.NewToken(token), true })
	defer stop()
	v := open(t, func(o *web.Options) {
		o.Policy = policy.ForServer(false)
		o.Vantages = []vantage.Point{{Name: "cluster", URL: there, Token: vantage.NewToken(token)}}
	}, nil)
	v.secrets = []string{"s3ssions", token}
	v.connect(redis.Host, redis.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("inconclusive")
	v.reportSays("loopback")

	_, err := v.byID("vantage").SelectOption(playwright.SelectOptionValues{Values: &[]string{"cluster"}})
	v.must(err)
	v.test("pass")
	v.reportSays("Tested from cluster")

	stop()
	for _, secret := range v.secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("a secret is in the log of the vantage point:\n%s", log)
		}
	}
	v.expected = append(v.expected, "502")
	v.press("Test again")
	v.must(expect.Locator(v.byID("refusal")).ToContainText("The vantage point cluster did not answer: nothing listens there"))
}
