// Package pace says from where on a Redis counts as slow. It is a package of its own so
// that tests with real servers can do without: how fast one answers on a busy machine is
// nothing to assert.
package pace

import "time"

// Noticeable is where log-ins become noticeably slow: one takes ten connections and
// more.
const Noticeable = 20 * time.Millisecond

var slow = Noticeable

// Slow is the median of pings above which a Redis is said to be slow.
func Slow() time.Duration { return slow }

// Ignore lets every real server be fast enough. It is for the init of package redistest.
func Ignore() { slow = time.Hour }
