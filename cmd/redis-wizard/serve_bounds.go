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
type boundFlags struct {
	maxBody size
	checks  []func() error
}

func (b *boundFlags) add(command *cobra.Command, options *web.Options) {
	b.maxBody = 256 << 10
	flags := command.Flags()
	flags.Var(&b.maxBody, "max-body", "largest body of a request to the API, such as 512KiB or 1MiB; the form of the page without JavaScript may be three times as large")
	bound(b, flags.DurationVar, &options.ProbeDeadline, "probe-timeout", 10*time.Second, 1, "longest time for one connection test")
	bound(b, flags.DurationVar, &options.HeaderTimeout, "header-timeout", 5*time.Second, 1, "longest time for the head of a request to arrive")
	bound(b, flags.DurationVar, &options.IdleTimeout, "idle-timeout", time.Minute, 1, "longest time between two requests on one connection")
	bound(b, flags.DurationVar, &options.WriteTimeout, "write-timeout", 30*time.Second, 1, "longest time that a client may take nothing of its answer; then it is cut off and its test ends")
	bound(b, flags.DurationVar, &options.ShutdownDelay, "shutdown-delay", 0, 0, "time to serve on after a signal to stop, with /readyz saying no, until load balancers have noticed; running tests are waited for in any case")
	bound(b, flags.IntVar, &options.ProbesPerClient, "probes-per-client", 0, 0, "connection tests that may run at one time for one client; 0 means half of --max-probes")
	bound(b, flags.IntVar, &options.ProbesPerMinute, "probes-per-minute", 30, 1, "connection tests that one client may start in a minute; a third of them at once")
	bound(b, flags.IntVar, &options.MaxProbes, "max-probes", 8, 1, "connection tests that may run at one time")
	bound(b, flags.IntVar, &options.RequestsPerMinute, "requests-per-minute", 600, 1, "judgements, and as many pages, that one client may ask for in a minute; a third of them at once")
	bound(b, flags.IntVar, &options.MaxFields, "max-fields", 500, 1, "largest number of fields in a form and of values or files in JSON, up to 1000")
	bound(b, flags.IntVar, &options.MaxNodes, "max-nodes", 64, 1, "largest number of sentinels in a form, and in a connection test")
	bound(b, flags.IntVar, &options.MaxConnections, "max-connections", 1000, 1, "connections that may be open at one time; beyond that the one that has been idle for longest is closed")
	bound(b, flags.IntVar, &options.MaxWorkers, "max-workers", web.DefaultWorkers(), 1, "evaluations, imports and the like that are worked on at one time; one for each processor, and 4 at most, without it")
	bound(b, flags.IntVar, &options.ConnectionsPerClient, "connections-per-client", 250, 1, "connections that may be open to one client at one time; one of --trusted-proxies may have them all")
}

// bound adds a flag and its check: what would switch it off is refused, so that none is
// off by a slip.
func bound[T int | time.Duration](b *boundFlags, add func(*T, string, T, string), to *T, name string, usual, least T, usage string) {
	add(to, name, usual, usage)
	must := "be at least 1"
	if _, is := any(least).(time.Duration); is {
		must = "be longer than 0"
	}
	if least == 0 {
		must = "not be less than 0"
	}
	b.checks = append(b.checks, func() error {
		if *to < least {
			return misused("--%s must %s but it is %v", name, must, *to)
		}
		return nil
	})
}

func (b *boundFlags) apply(options *web.Options) error {
	options.MaxBody = int64(b.maxBody)
	for _, check := range b.checks {
		if err := check(); err != nil {
			return err
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
