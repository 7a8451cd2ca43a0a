package deploy

import (
	"strings"
	"testing"
)

// TestProbeSeesTheNetworkThatItIsIn is what docs/deployment.md promises of `docker run
// --network container:NAME` and `kubectl debug`: they enter the network namespace of
// a container, and what a probe in there sees is what that container would see.
func TestProbeSeesTheNetworkThatItIsIn(t *testing.T) {
	inside := newNamespace(t, map[string]string{"only-here.internal": "127.0.0.1"})
	const port = "46379"
	inside.start(t, t.TempDir(), nil, "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--requirepass", password)
	eventually(t, "a PONG", func() (bool, string) {
		got := inside.run(t, "", []string{"REDISCLI_AUTH=" + password}, "redis-cli", "-p", port, "ping")
		return got.stdout == "PONG\n", got.stdout + got.stderr
	})
	for _, host := range []string{"127.0.0.1", "only-here.internal"} {
		configuration := "session: {redis: {host: " + host + ", port: " + port + ", password: '" + password + "'}}"
		if got, document := probe(t, inside, configuration); got.Verdict == "fail" {
			t.Errorf("from inside, %s: %s", host, document)
		}
		got, document := probe(t, nil, configuration)
		if got.Verdict != "fail" {
			t.Errorf("from outside, %s: %s: %s", host, got.Verdict, document)
		}
		if strings.Contains(document, password) {
			t.Error("the password is in the report")
		}
	}
}
