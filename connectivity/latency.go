package connectivity

import (
	"context"
	"slices"
	"strconv"
	"time"
)

const (
	latencySamples = 20
	// slowMedian is where log-ins become noticeably slow: one takes ten
	// connections and more.
	slowMedian = 20 * time.Millisecond
)

// measureLatency times PINGs on the open connection.
func (e *endpoint) measureLatency(ctx context.Context) error {
	samples := make([]time.Duration, 0, latencySamples)
	for range latencySamples {
		limited, cancel := context.WithTimeout(ctx, commandTimeout)
		started := e.run.prober.now()
		err := e.commands.Ping(limited).Err()
		cancel()
		if err != nil {
			if answer := asReply(err); answer != nil {
				return answer
			}
			return err
		}
		samples = append(samples, e.run.prober.now().Sub(started))
	}
	e.latency = summarise(samples)
	e.say("Half of {count} PINGs came back within {median} ms, the slowest took {slowest} ms.", "count", strconv.Itoa(latencySamples),
		"median", hundredths(e.language(), e.latency.P50MS), "slowest", hundredths(e.language(), e.latency.MaxMS))
	if e.latency.P50MS > milliseconds(slowMedian) {
		e.warn(because("slow", nil).with(map[string]string{"median": time.Duration(e.latency.P50MS * float64(time.Millisecond)).Round(time.Millisecond).String()}))
	}
	return nil
}

// summarise gives nearest-rank percentiles.
func summarise(samples []time.Duration) *Latency {
	sorted := slices.Sorted(slices.Values(samples))
	rank := func(percent int) float64 {
		return milliseconds(sorted[max(0, (percent*len(sorted)+99)/100-1)])
	}
	values := make([]float64, len(samples))
	for i, sample := range samples {
		values[i] = milliseconds(sample)
	}
	return &Latency{
		ValuesMS: values, Samples: len(sorted), MinMS: milliseconds(sorted[0]), P50MS: rank(50), P95MS: rank(95), MaxMS: rank(100),
	}
}
