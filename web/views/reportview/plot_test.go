package reportview

import (
	"math"
	"strings"
	"testing"

	"redis-wizard/connectivity"
)

// Bars, lines and words stay in the picture, whatever the samples are.
func TestPlot(t *testing.T) {
	for name, l := range map[string]connectivity.Latency{
		"usual":     {ValuesMS: []float64{.2, .3, .25, 4}, Samples: 4, P50MS: .25, P95MS: 4, MaxMS: 4},
		"all alike": {ValuesMS: []float64{1, 1}, Samples: 2, P50MS: 1, P95MS: 1, MaxMS: 1},
		"nothing":   {ValuesMS: []float64{0, 0}, Samples: 2},
		"slow":      {ValuesMS: []float64{12_345}, Samples: 1, P50MS: 12_345, P95MS: 12_345, MaxMS: 12_345},
	} {
		for _, width := range []int{552, 288} {
			p := plotted(t.Context(), l, "x", width)
			if len(p.Bars) != len(l.ValuesMS) {
				t.Errorf("%s: %d bars", name, len(p.Bars))
			}
			for _, b := range p.Bars {
				if math.IsNaN(b.Y) || b.Y < float64(p.Top)-1 || b.Y+b.Height > float64(p.Bottom)+.2 || b.X < float64(p.Left) || b.X+b.Width > float64(p.Right) || b.Height < 1 {
					t.Errorf("%s: the bar %+v leaves the plot", name, b)
				}
			}
			if gap := p.Lines[0].TextY - p.Lines[1].TextY; gap < textHeight-.01 {
				t.Errorf("%s: the words at the lines are %g apart", name, gap)
			}
			if !strings.Contains(p.Words, "Median "+milliseconds(l.P50MS)) {
				t.Errorf("%s: the words are %s", name, p.Words)
			}
		}
	}
}

func TestRoundUp(t *testing.T) {
	for in, want := range map[float64]float64{0: 1, .03: .04, .9: 1, 1: 1, 1.2: 2, 3: 4, 4.5: 5, 6: 10, 101: 200, math.Inf(1): 1} {
		if got := roundUp(in); math.Abs(got-want) > 1e-9 {
			t.Errorf("roundUp(%g) = %g, want %g", in, got, want)
		}
	}
}
