package failure

import (
	"testing"
	"time"

	"redis-wizard/web/locale"
)

// TestTooMany: one second is said in the singular, in each language.
func TestTooMany(t *testing.T) {
	german, _ := locale.Named("de")
	for wait, want := range map[time.Duration][2]string{
		time.Millisecond:        {"Too many tests. Try again in 1 second.", "Zu viele Tests. Versuchen Sie es in 1 Sekunde noch einmal."},
		1100 * time.Millisecond: {"Too many tests. Try again in 2 seconds.", "Zu viele Tests. Versuchen Sie es in 2 Sekunden noch einmal."},
	} {
		refusal, is := As(TooMany(wait, "Too many tests. Try again in 1 second.", "Too many tests. Try again in {seconds} seconds."))
		if !is || refusal.Wait != wait || refusal.In(nil) != want[0] || refusal.In(german.Language()) != want[1] {
			t.Errorf("after %v: %v, %s", wait, refusal, refusal.In(german.Language()))
		}
	}
}
