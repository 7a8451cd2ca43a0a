package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"redis-wizard/web"
)

// boundFlags say how much the server takes on. Their defaults are far from what
// a person comes near to.
type boundFlags struct{ maxBody size }

func (b *boundFlags) add(command *cobra.Command, options *web.Options) {
	b.maxBody = 256 << 10
	flags := command.Flags()
	flags.DurationVar(&options.ProbeDeadline, "probe-timeout", 10*time.Second, "longest time for one connection test")
	flags.IntVar(&options.ProbesPerMinute, "probes-per-minute", 30, "connection tests that one client may start in a minute; a third of them at once")
	flags.IntVar(&options.MaxProbes, "max-probes", 8, "connection tests that may run at one time")
	flags.IntVar(&options.ProbesPerClient, "probes-per-client", 0, "connection tests that may run at one time for one client; 0 stands for half of --max-probes")
	flags.IntVar(&options.MaxWorkers, "max-workers", web.DefaultWorkers(), "evaluations, imports and the like that are worked on at one time; one for each processor, and 4 at most, without it")
	flags.IntVar(&options.RequestsPerMinute, "requests-per-minute", 600, "judgements, and as many pages, that one client may ask for in a minute; a third of them at once")
	flags.Var(&b.maxBody, "max-body", "largest body of a request to the API, such as 512KiB or 1MiB; the form of the page without JavaScript may be three times as large")
	flags.IntVar(&options.MaxFields, "max-fields", 500, "largest number of fields in a form and of values or files in JSON, up to 1000")
	flags.IntVar(&options.MaxNodes, "max-nodes", 64, "largest number of sentinels in a form, and in a connection test")
	flags.IntVar(&options.MaxConnections, "max-connections", 1000, "connections that may be open at one time; beyond that the one that has been idle for longest is closed")
	flags.IntVar(&options.ConnectionsPerClient, "connections-per-client", 250, "connections that may be open to one client at one time; one of --trusted-proxies may have them all")
	flags.DurationVar(&options.HeaderTimeout, "header-timeout", 5*time.Second, "longest time for the head of a request to arrive")
	flags.DurationVar(&options.IdleTimeout, "idle-timeout", time.Minute, "longest time between two requests on one connection")
	flags.DurationVar(&options.WriteTimeout, "write-timeout", 30*time.Second, "longest time that a client may take nothing of its answer; then it is cut off and its test ends")
	flags.DurationVar(&options.ShutdownDelay, "shutdown-delay", 0, "time to serve on after a signal to stop, with /readyz saying no, until load balancers have noticed; running tests are waited for in any case")
}

// apply refuses what would switch a bound off, so that none is off by a slip.
func (b *boundFlags) apply(options *web.Options) error {
	options.MaxBody = int64(b.maxBody)
	for _, one := range []struct {
		flag  string
		value time.Duration
	}{
		{"probe-timeout", options.ProbeDeadline}, {"header-timeout", options.HeaderTimeout},
		{"idle-timeout", options.IdleTimeout}, {"write-timeout", options.WriteTimeout},
	} {
		if one.value <= 0 {
			return misused("--%s must be longer than 0 but it is %s", one.flag, one.value)
		}
	}
	if options.ProbesPerClient < 0 {
		return misused("--probes-per-client must not be less than 0 but it is %d", options.ProbesPerClient)
	}
	if options.ShutdownDelay < 0 {
		return misused("--shutdown-delay must not be less than 0 but it is %s", options.ShutdownDelay)
	}
	for _, one := range []struct {
		flag  string
		value int
	}{
		{"probes-per-minute", options.ProbesPerMinute}, {"max-probes", options.MaxProbes}, {"requests-per-minute", options.RequestsPerMinute},
		{"max-fields", options.MaxFields}, {"max-nodes", options.MaxNodes}, {"max-connections", options.MaxConnections},
		{"max-workers", options.MaxWorkers}, {"connections-per-client", options.ConnectionsPerClient},
	} {
		if one.value < 1 {
			return misused("--%s must be at least 1 but it is %d", one.flag, one.value)
		}
	}
	return nil
}

// size is a number of bytes, as people write it: 512KiB.
type size int64

const (
	leastBody size = 1 << 10
	mostBody  size = 16 << 20
)

func (s *size) Type() string { return "size" }

func (s *size) String() string {
	switch n := int64(*s); {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%dMiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%dKiB", n>>10)
	default:
		return strconv.FormatInt(n, 10)
	}
}

func (s *size) Set(text string) error {
	digits, unit := text, size(1)
	for suffix, factor := range map[string]size{"KiB": 1 << 10, "MiB": 1 << 20} {
		if rest, found := strings.CutSuffix(text, suffix); found {
			digits, unit = rest, factor
		}
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if got := size(n) * unit; err == nil && got >= leastBody && got <= mostBody {
		*s = got
		return nil
	}
	least, most := leastBody, mostBody
	return fmt.Errorf("must be between %s and %s, as a number of bytes or with KiB or MiB", &least, &most)
}
