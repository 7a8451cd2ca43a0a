package reportview

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
)

// Plot is the samples of a latency as bars, laid out for one width like a
// Picture.
type Plot struct {
	ID            string
	Width, Height int
	Left, Right   int // of the bars
	Top, Bottom   int
	Bars          []Bar
	Ticks, Lines  []Mark
	Words         string
}

// Bar is one sample.
type Bar struct {
	X, Y, Width, Height float64
	Label               string
}

// Mark is a height with words to it. TextY keeps the words of marks that are
// close to each other apart.
type Mark struct {
	Y, TextY float64
	Name     string // part of a class
	Label    string
}

const (
	plotHeight = 132
	textHeight = 14
)

// plotted lays the samples out.
func plotted(ctx context.Context, l connectivity.Latency, id string, width int) Plot {
	p := Plot{ID: id, Width: width, Height: plotHeight, Left: 54, Right: width - 104, Top: 10, Bottom: plotHeight - 22}
	language := locale.In(ctx)
	say, written := language.Language().Say, func(ms float64) string { return language.Number(milliseconds(ms)) }
	top := roundUp(l.MaxMS)
	y := func(ms float64) float64 {
		return round(float64(p.Bottom) - ms/top*float64(p.Bottom-p.Top))
	}
	step := float64(p.Right-p.Left) / float64(max(len(l.ValuesMS), 1))
	values := make([]string, len(l.ValuesMS))
	for i, ms := range l.ValuesMS {
		bar := Bar{X: round(float64(p.Left) + step*(float64(i)+.2)), Y: y(ms), Width: round(step * .6), Label: say("Ping {number}: {time} ms", "number", strconv.Itoa(i+1), "time", written(ms))}
		bar.Height = round(max(float64(p.Bottom)-bar.Y, 1)) // 0 ms is a bar, too
		bar.Y = round(float64(p.Bottom) - bar.Height)
		p.Bars = append(p.Bars, bar)
		values[i] = written(ms)
	}
	for _, ms := range []float64{0, top / 2, top} {
		p.Ticks = append(p.Ticks, Mark{Y: y(ms), TextY: y(ms) + 4, Label: language.Number(tick(ms))})
	}
	median, slow := Mark{Y: y(l.P50MS), Name: "median", Label: say("median {time} ms", "time", written(l.P50MS))}, Mark{Y: y(l.P95MS), Name: "p95", Label: say("95 % {time} ms", "time", written(l.P95MS))}
	median.TextY, slow.TextY = median.Y+4, slow.Y+4
	if close := textHeight - (median.TextY - slow.TextY); close > 0 {
		slow.TextY, median.TextY = slow.TextY-close/2, median.TextY+close/2
	}
	p.Lines = []Mark{median, slow}
	p.Words = say("In the order of the pings, in milliseconds: {times}. Median {median}, 95 % within {slow}.", "times", strings.Join(values, say(", ")), "median", written(l.P50MS), "slow", written(l.P95MS))
	return p
}

// roundUp is the next number of the kind that an axis may end with: 1, 2 or 5,
// and noughts.
func roundUp(ms float64) float64 {
	if !(ms > 0) || math.IsInf(ms, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(ms)))
	for _, factor := range []float64{1, 2, 4, 5} {
		if ms <= unit*factor {
			return unit * factor
		}
	}
	return unit * 10
}

// tick writes a number of the axis without needless noughts.
func tick(ms float64) string { return fmt.Sprintf("%.4g ms", ms) }

func round(x float64) float64 { return math.Round(x*10) / 10 }
