package connectivity

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
)

// atOnce is more than a server lets run at one time by default.
const atOnce = 32

// Many probes of hostile servers at one time stay small together. Their peers
// are in the same process, so its peak is an upper bound. It is a process of its
// own, because a peak is never taken back.
func TestHostileMemory(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run=^TestHostileMemoryChild$", "-test.v")
	child.Env = append(os.Environ(), "HOSTILE_MEMORY_CHILD=1")
	out, err := child.CombinedOutput()
	found := regexp.MustCompile(`grew by (\d+) KiB`).FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	grown, _ := strconv.Atoi(string(found[1]))
	t.Logf("%d probes at one time grew the process by %d KiB", atOnce, grown)
	if grown > 32<<10 && !raceDetector {
		t.Errorf("%d probes at one time grew the process by %d KiB, want less than 32 MiB", atOnce, grown)
	}
}

func TestHostileMemoryChild(t *testing.T) {
	if os.Getenv("HOSTILE_MEMORY_CHILD") == "" {
		t.Skip("TestHostileMemory runs this in a process of its own")
	}
	prober := &Prober{Policy: policy.ForCommandLine(), Deadline: 5 * time.Second}
	probe := func(target Target) { prober.Probe(context.Background(), target, nil) }
	// One probe of a peer that just leaves, so that what every program loads
	// once is loaded.
	probe(stages[0].turning(t, nasties["the end"]))
	var targets []Target
	for _, nasty := range nasties {
		for _, at := range stages {
			targets = append(targets, at.turning(t, nasty))
		}
	}
	before, err := peakKiB()
	if err != nil {
		t.Fatal(err)
	}
	free := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	for _, target := range targets {
		free <- struct{}{}
		running.Go(func() {
			probe(target)
			<-free
		})
	}
	running.Wait()
	after, err := peakKiB()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("grew by %d KiB\n", after-before)
}

// peakKiB is the most memory that this process ever had resident.
func peakKiB() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0, fmt.Errorf("no VmHWM in /proc/self/status")
	}
	return strconv.Atoi(string(found[1]))
}
