package connectivity

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// members answers the questions of a sentinel about a group with these replicas.
func members(primary string, replicas ...string) map[string]string {
	bulk := func(texts ...string) string {
		out := fmt.Sprintf("*%d\r\n", len(texts))
		for _, text := range texts {
			out += fmt.Sprintf("$%d\r\n%s\r\n", len(text), text)
		}
		return out
	}
	split := func(address string) (string, string) {
		i := strings.LastIndexByte(address, ':')
		return address[:i], address[i+1:]
	}
	host, port := split(primary)
	list := fmt.Sprintf("*%d\r\n", len(replicas))
	for _, replica := range replicas {
		host, port := split(replica)
		list += bulk("ip", host, "port", port, "flags", "slave", "master-link-status", "ok")
	}
	return map[string]string{
		"PING": "+PONG\r\n", "AUTH": "+OK\r\n", "CLIENT": "+OK\r\n",
		"ROLE":                             "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n",
		"SENTINEL GET-MASTER-ADDR-BY-NAME": bulk(host, port),
		"SENTINEL MASTER":                  bulk("flags", "master", "quorum", "2", "num-slaves", strconv.Itoa(len(replicas)), "num-other-sentinels", "2"),
		"SENTINEL REPLICAS":                list,
		"SENTINEL SENTINELS":               bulk(),
		"SENTINEL CKQUORUM":                "+OK\r\n",
		"INFO":                             "$0\r\n\r\n",
	}
}

// fakeGroup is a target behind one fake sentinel with those answers.
func fakeGroup(t *testing.T, answers map[string]string) Target {
	t.Helper()
	target := fake(t, func(conn net.Conn) { answerAll(conn, answers) })
	return Target{Mode: ModeSentinel, Timeout: time.Second, Password: password, Sentinel: &Sentinel{Name: "mymaster", Nodes: []Address{{Host: target.Host, Port: target.Port}}}}
}

func TestAnnouncedServers(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{Password: password})
	replica := redistest.Start(t, redistest.Options{Password: password, Args: []string{
		"--replicaof", primary.Host, strconv.Itoa(primary.Port), "--masterauth", password}})
	redistest.Eventually(t, "the replica to follow", func(context.Context) bool {
		return strings.Contains(primary.Do(t, "INFO", "replication").(string), "state=online")
	})

	t.Run("all well", func(t *testing.T) {
		wantVerdict(t, try(t, fakeGroup(t, members(primary.Addr, replica.Addr))), Pass)
	})
	t.Run("the primary's address drops packets", func(t *testing.T) {
		address := "127.0.0.1:" + strconv.Itoa(fullBacklog(t).Port)
		report := try(t, fakeGroup(t, members(address, replica.Addr)))
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, address), StepConnect); got != "failed D07" {
			t.Errorf("primary: %s", got)
		}
		if got := statusOf(one(t, report, replica.Addr), StepRole); got != "passed" {
			t.Errorf("the replica beside it: %s", got)
		}
	})
	t.Run("a replica's address drops packets", func(t *testing.T) {
		address := "127.0.0.1:" + strconv.Itoa(fullBacklog(t).Port)
		report := try(t, fakeGroup(t, members(primary.Addr, address)))
		wantVerdict(t, report, Warn)
		if f := finding(t, report, "D07"); f.Severity != causes.Warning {
			t.Errorf("finding = %+v", f)
		}
	})
	t.Run("a replica in place of the primary", func(t *testing.T) {
		report := try(t, fakeGroup(t, members(replica.Addr)))
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, replica.Addr), StepRole); got != "failed D13" {
			t.Errorf("the announced server: %s", got)
		}
		if f := finding(t, report, "D13"); !strings.Contains(f.Message, primary.Addr) || !strings.Contains(f.Hint, "sentinel monitor") || strings.Contains(f.Hint, "Use") {
			t.Errorf("finding = %q %q, want one that mends the sentinels", f.Message, f.Hint)
		}
	})
	t.Run("a replica that a real sentinel watches", func(t *testing.T) {
		// For long enough that no sentinel has begun to mend it.
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: replica, Config: []string{"sentinel down-after-milliseconds mymaster 60000"}})
		target := behind(sentinel)
		target.Sentinel.Password = ""
		report := try(t, target)
		wantVerdict(t, report, Fail)
		for _, f := range report.Findings {
			if f.Code == "no-replicas" {
				t.Errorf("%q follows from D13", f.Message)
			}
		}
	})
	t.Run("a sentinel in place of the primary", func(t *testing.T) {
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
		report := try(t, fakeGroup(t, members(sentinel.Addr)))
		wantVerdict(t, report, Fail)
		if f := finding(t, report, "D06"); !strings.Contains(f.Hint, "sentinel monitor") || strings.Contains(f.Hint, "Use") || f.Fix != nil {
			t.Errorf("finding = %q, want one that mends the sentinels", f.Hint)
		}
		for _, f := range report.Findings {
			if f.Code == "A02" {
				t.Errorf("%q, of a sentinel that is taken for Redis", f.Message)
			}
		}
	})
	t.Run("the primary in place of a replica", func(t *testing.T) {
		other := redistest.Start(t, redistest.Options{Password: password})
		report := try(t, fakeGroup(t, members(primary.Addr, other.Addr)))
		wantVerdict(t, report, Warn)
		finding(t, report, "replica-is-primary")
	})
	t.Run("a replica that cannot log in to its primary", func(t *testing.T) {
		locked := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--replicaof", primary.Host, strconv.Itoa(primary.Port)}})
		report := try(t, fakeGroup(t, members(primary.Addr, locked.Addr)))
		wantVerdict(t, report, Warn)
		finding(t, report, "D12")
	})
	t.Run("a loopback address that works here by accident", func(t *testing.T) {
		target := fakeGroup(t, members(primary.Addr, replica.Addr))
		sentinel := target.Sentinel.Nodes[0].String()
		target.Sentinel.Nodes[0] = Address{Host: "10.1.2.3", Port: 26379}
		prober := &Prober{Policy: policy.ForCommandLine(), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if address == "10.1.2.3:26379" {
				address = sentinel
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}}
		report := tryWith(t, prober, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "D09")
	})
	t.Run("names that nobody knows", func(t *testing.T) {
		report := try(t, fakeGroup(t, members("redis-master.invalid:6379")))
		wantVerdict(t, report, Fail)
		finding(t, report, "D08")
	})
	t.Run("more replicas than are tried", func(t *testing.T) {
		var replicas []string
		for i := range 40 {
			replicas = append(replicas, "127.0.0.1:"+strconv.Itoa(20000+i))
		}
		target := fakeGroup(t, members(primary.Addr, replicas...))
		record := &recorder{}
		report := tryWith(t, &Prober{Policy: policy.ForCommandLine(), Dial: record.only(target)}, target)
		finding(t, report, "too-many-announced")
		if len(report.Endpoints) != maxAnnounced+1 {
			t.Errorf("%d endpoints, want %d", len(report.Endpoints), maxAnnounced+1)
		}
	})
}

// A sentinel without the servers' password takes them for dead.
func TestSentinelThatCannotLogIn(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{Password: password})
	blind := redistest.StartSentinel(t, redistest.SentinelOptions{
		Announced: fmt.Sprintf("%s %d", primary.Host, primary.Port),
	})
	redistest.Eventually(t, "the sentinel to give the primary up", func(context.Context) bool {
		return strings.Contains(fmt.Sprint(blind.Do(t, "SENTINEL", "MASTER", "mymaster")), "s_down")
	})
	target := behind(blind)
	target.Sentinel.Password = ""
	report := try(t, target)
	wantVerdict(t, report, Warn)
	if f := finding(t, report, "D12"); f.Severity != causes.Warning || !strings.Contains(f.Hint, "auth-pass") {
		t.Errorf("finding = %+v", f)
	}
}

// Whoever cannot use the primary has found nobody through it: that the sentinels
// do not know each other is no finding of its own then.
func TestSentinelsThatFoundNobody(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{Password: password})
	group := func(t *testing.T, announced string) Target {
		var sentinels []*redistest.Server
		for range 3 {
			sentinels = append(sentinels, redistest.StartSentinel(t, redistest.SentinelOptions{Announced: announced, Quorum: 2}))
		}
		for _, sentinel := range sentinels {
			redistest.Eventually(t, "the sentinel to give the primary up", func(context.Context) bool {
				return strings.Contains(fmt.Sprint(sentinel.Do(t, "SENTINEL", "MASTER", "mymaster")), "s_down")
			})
		}
		target := behind(sentinels...)
		target.Sentinel.Password = ""
		return target
	}
	t.Run("because they cannot log in", func(t *testing.T) {
		target := group(t, fmt.Sprintf("%s %d", primary.Host, primary.Port))
		report := try(t, target)
		wantVerdict(t, report, Warn)
		fault := finding(t, report, "D12")
		if primaryID := one(t, report, primary.Addr).ID; fault.Endpoint != primaryID {
			t.Errorf("the finding is about %s, want the primary, %s", fault.Endpoint, primaryID)
		}
		for _, f := range report.Findings {
			if f.Code == "D11" || f.Code == "no-replicas" {
				t.Errorf("%s %q follows from D12", f.Code, f.Message)
			}
		}
	})
	t.Run("because the primary is dead from the start", func(t *testing.T) {
		report := try(t, group(t, fmt.Sprintf("127.0.0.1 %d", redistest.Port(t))))
		wantVerdict(t, report, Fail)
		for _, f := range report.Findings {
			if f.Code == "D11" || f.Code == "no-replicas" {
				t.Errorf("%s %q follows from the dead primary", f.Code, f.Message)
			}
		}
	})
}

// A quorum of five among fewer sentinels.
func TestQuorumOutOfReach(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, Quorum: 5})
	target := behind(sentinel)
	target.Password, target.Sentinel.Password = "", ""
	report := try(t, target)
	wantVerdict(t, report, Warn)
	if f := finding(t, report, "D11"); !strings.Contains(f.Message, "NOQUORUM") {
		t.Errorf("finding = %+v", f)
	}
}

// A dead sentinel adds nothing to the others: what they announce is tried before
// the probe has given the dead one up.
func TestSilentSentinelDelaysNobody(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{Password: password})
	first := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	target := behind(first)
	target.Sentinel.Password, target.Authelia, target.Timeout = "", "4.39", time.Hour
	dead := Address{Host: "127.0.0.1", Port: redistest.Port(t)}
	target.Sentinel.Nodes = append([]Address{dead}, target.Sentinel.Nodes...)
	// It is given up when the primary has been tried, and not before.
	tried := make(chan struct{})
	prober := &Prober{Policy: policy.ForCommandLine(), Deadline: time.Minute, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != dead.String() {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		select {
		case <-tried:
		case <-ctx.Done():
		}
		return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded}
	}}
	var order []string
	report := prober.Probe(context.Background(), target, func(e StepEvent) {
		if e.Step.Step == StepLatency || e.Status == Failed {
			order = append(order, e.Address)
		}
		if e.Address == primary.Addr && e.Step.Step == StepLatency {
			close(tried)
		}
	})
	wantVerdict(t, report, Warn)
	if len(order) != 2 || order[0] != primary.Addr {
		t.Errorf("ended in the order %v, want the primary before the sentinel that does not answer", order)
	}
}
