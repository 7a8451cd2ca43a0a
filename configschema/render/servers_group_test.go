//go:build !js

package render_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
)

// group is a whole set-up behind Sentinel: three sentinels, a primary and a
// replica.
type group struct {
	*setUp
	ports            []int // of the sentinels, then primary and replica
	primary, replica *redistest.Server
	sentinels        []*redistest.Server
}

// startGroup starts everything, and waits until the probe is content.
func startGroup(t *testing.T, s *setUp) *group {
	t.Helper()
	g := &group{setUp: s}
	for range 5 {
		g.ports = append(g.ports, redistest.Port(t))
	}
	primaryPort, replicaPort := g.ports[3], g.ports[4]
	s.input.Values["session.redis.high_availability.sentinel_name"] = "mymaster"
	for i, port := range g.ports[:3] {
		node := "session.redis.high_availability.nodes." + strconv.Itoa(i)
		s.input.Values[node+".host"], s.input.Values[node+".port"] = "127.0.0.1", strconv.Itoa(port)
	}
	s.input.Values["session.redis.maximum_active_connections"] = "8"
	s.primary = [2]string{"127.0.0.1", strconv.Itoa(primaryPort)}
	s.render(t)

	// Since 7.0 a primary waits five seconds for more replicas before it copies.
	atOnce := []string{"--repl-diskless-sync-delay", "0"}
	redisConf := s.text(t, "redis.conf")
	g.primary = s.run(t, redisConf, redistest.Config{Port: primaryPort, Args: atOnce})
	// The port in the file is the primary's: on one machine, the replica needs
	// another one.
	following := strings.Replace(redisConf, "port "+strconv.Itoa(primaryPort)+"\n", "port "+strconv.Itoa(replicaPort)+"\n", 1)
	following = strings.Replace(following, s.data, t.TempDir(), 1)
	g.replica = s.run(t, following+s.text(t, "replica.conf"), redistest.Config{Port: replicaPort, Args: atOnce})
	g.awaitReplica(t)
	for i, port := range g.ports[:3] {
		text := s.text(t, "sentinel-"+strconv.Itoa(i+1)+".conf")
		g.sentinels = append(g.sentinels, s.run(t, text, redistest.Config{Sentinel: true, Port: port}))
	}
	g.awaitWhole(t)
	return g
}

// awaitReplica waits until the replica follows, asked as whoever may know.
func (g *group) awaitReplica(t *testing.T) {
	t.Helper()
	user, password := "replication", groupPassword
	if !strings.Contains(g.text(t, "redis.conf"), "\nuser replication ") {
		user, password = "", g.input.Values["session.redis.password"]
	}
	client := g.primary.Client(user, password)
	defer client.Close()
	redistest.Eventually(t, "the replica to follow", func(ctx context.Context) bool {
		info, err := client.Info(ctx, "replication").Result()
		return err == nil && strings.Contains(info, "state=online")
	})
}

// awaitWhole waits until the probe finds three sentinels, the primary and the
// replica, and nothing amiss.
func (g *group) awaitWhole(t *testing.T) {
	t.Helper()
	var report connectivity.Report
	defer func() {
		if t.Failed() {
			t.Logf("verdict %s, %d endpoints, want pass and 5\n%s", report.Verdict, len(report.Endpoints), shown(report))
		}
	}()
	redistest.Eventually(t, "a group that is whole", func(context.Context) bool {
		report = g.probe(t)
		return report.Verdict == connectivity.Pass && len(report.Endpoints) == 5
	})
}

// restartSentinels starts each sentinel again from the file as it has rewritten
// it.
func (g *group) restartSentinels(t *testing.T) {
	t.Helper()
	for i, sentinel := range g.sentinels {
		sentinel.Stop()
		path := filepath.Join(sentinel.Dir, "sentinel.conf")
		rewritten, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(rewritten), "sentinel myid ") {
			t.Error("the sentinel has not rewritten its file")
		}
		g.sentinels[i] = redistest.StartConfig(t, redistest.Config{Software: g.software, Path: path, Sentinel: true, Port: sentinel.Port, TLS: g.client})
	}
	g.awaitWhole(t)
}

// rewriteServers has each server rewrite its redis.conf, as sentinels do at a
// fail-over, and starts it again from that.
func (g *group) rewriteServers(t *testing.T) {
	t.Helper()
	for _, server := range []**redistest.Server{&g.primary, &g.replica} {
		client := (*server).Client("replication", groupPassword)
		defer client.Close()
		if err := client.ConfigRewrite(context.Background()).Err(); err != nil {
			t.Fatal(err)
		}
		(*server).Stop()
		path := filepath.Join((*server).Dir, "redis.conf")
		*server = redistest.StartConfig(t, redistest.Config{Software: g.software, Path: path, Port: (*server).Port, TLS: g.client})
	}
	g.awaitReplica(t)
	g.awaitWhole(t)
}

// failOver kills the primary, and waits for the sentinels to put the replica in
// its place. Their user needs all of its rights for that.
func (g *group) failOver(t *testing.T) {
	t.Helper()
	g.primary.Stop()
	redistest.Eventually(t, "the replica to become the primary", func(context.Context) bool {
		report := g.probe(t)
		return report.Verdict != connectivity.Fail && report.Topology != nil && report.Topology.Primary == g.replica.Addr
	})
	redistest.Eventually(t, "the new primary to write down that it is one", func(context.Context) bool {
		text, err := os.ReadFile(filepath.Join(g.replica.Dir, "redis.conf"))
		return err == nil && !strings.Contains(string(text), "\nreplicaof ")
	})
}

func TestGroupsFromFiles(t *testing.T) {
	for i, software := range softwares(t) {
		t.Run(cmp.Or(software, "installed"), func(t *testing.T) {
			t.Run("passwords", func(t *testing.T) {
				t.Parallel()
				startGroup(t, newSetUp(t, software, map[string]string{
					"password": plainPassword, "high_availability.sentinel_password": "sentinels-" + plainPassword,
				}))
			})
			t.Run("passwords over TLS", func(t *testing.T) {
				t.Parallel()
				s := newSetUp(t, software, map[string]string{
					"password": plainPassword, "high_availability.sentinel_password": "sentinels-" + plainPassword,
				})
				s.secure(t, true)
				startGroup(t, s).restartSentinels(t)
			})
			if software == "redis-6.0" {
				return // it has no rules for channels yet, and no users at a sentinel
			}
			t.Run("awkward passwords", func(t *testing.T) {
				t.Parallel()
				g := startGroup(t, newSetUp(t, software, map[string]string{
					"password": awkwardPassword, "high_availability.sentinel_password": otherAwkward,
				}))
				g.rewriteServers(t)
				g.restartSentinels(t)
			})
			t.Run("users", func(t *testing.T) {
				t.Parallel()
				g := startGroup(t, newSetUp(t, software, map[string]string{
					"username": "authelia", "password": awkwardPassword, "database_index": "20",
					"high_availability.sentinel_username": "authelia", "high_availability.sentinel_password": otherAwkward,
				}))
				g.rewriteServers(t)
				g.restartSentinels(t)
				if i == 0 {
					g.failOver(t) // it takes a while
				}
			})
		})
	}
}

// A sentinel that is configured with names tells clients names, too. This needs
// a name that every machine knows, so the primary is at localhost; the sentinel's
// own name is only told to others, and never looked up.
func TestSentinelTellsNames(t *testing.T) {
	for _, software := range softwares(t) {
		if software == "redis-6.0" {
			continue // it knows addresses only
		}
		t.Run(cmp.Or(software, "installed"), func(t *testing.T) {
			primary, port := redistest.Port(t), redistest.Port(t)
			s := newSetUp(t, software, map[string]string{
				"password": plainPassword, "high_availability.sentinel_name": "mymaster",
				"high_availability.nodes.0.host": "sentinel-0.example.com", "high_availability.nodes.0.port": strconv.Itoa(port),
			})
			s.primary = [2]string{"localhost", strconv.Itoa(primary)}
			s.render(t)
			s.run(t, s.text(t, "redis.conf"), redistest.Config{Port: primary})
			sentinel := s.run(t, s.text(t, "sentinel.conf"), redistest.Config{Sentinel: true, Port: port, Args: []string{"--bind", "127.0.0.1"}})
			if got := fmt.Sprint(sentinel.Do(t, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")); got != fmt.Sprintf("[localhost %d]", primary) {
				t.Errorf("it names the primary as %s", got)
			}
			rewritten, err := os.ReadFile(filepath.Join(sentinel.Dir, "sentinel.conf"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(rewritten), "\nsentinel announce-ip \"sentinel-0.example.com\"\n") {
				t.Errorf("it does not keep its own name:\n%s", rewritten)
			}
		})
	}
}
