package vantage

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestReadEvents(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for name, c := range map[string]struct {
		text string
		want []string // name=data of each event
		err  error    // of an answer in which no event is the last
	}{
		"nothing":                  {"", nil, io.ErrUnexpectedEOF},
		"two":                      {"event: step\ndata: 1\n\nevent: report\ndata: 2\n\n", []string{"step=1", "report=2"}, io.ErrUnexpectedEOF},
		"breaks of Windows":        {"event: step\r\ndata: 1\r\n\r\n", []string{"step=1"}, io.ErrUnexpectedEOF},
		"no space":                 {"event:step\ndata:1\n\n", []string{"step=1"}, io.ErrUnexpectedEOF},
		"one space is taken":       {"event: step\ndata:  1\n\n", []string{"step= 1"}, io.ErrUnexpectedEOF},
		"the data first":           {"data: 1\nevent: step\n\n", []string{"step=1"}, io.ErrUnexpectedEOF},
		"data in two lines":        {"data: 1\ndata: 2\n\n", []string{"=1\n2"}, io.ErrUnexpectedEOF},
		"a name is for one event":  {"event: step\ndata: 1\n\ndata: 2\n\n", []string{"step=1", "=2"}, io.ErrUnexpectedEOF},
		"no data, no event":        {"event: report\n\ndata: 1\n\n", []string{"=1"}, io.ErrUnexpectedEOF},
		"comments and other lines": {": ping\n\nid: 7\nretry: 1\nevent: step\nnonsense\ndata: 1\n\n", []string{"step=1"}, io.ErrUnexpectedEOF},
		// Half a report is none, although its line is whole.
		"cut off before its end":  {"event: report\ndata: 1\n", nil, io.ErrUnexpectedEOF},
		"a line that is too long": {"event: step\ndata: 1\n\ndata: " + long + "\n\n", []string{"step=1"}, errTooLarge},
		"too much in all":         {strings.Repeat(": "+long[:maxLine/2]+"\n", 5), nil, errTooLarge},
		"too much of one event":   {"event: report\n" + strings.Repeat("data: "+long[:maxLine/2]+"\n", 5) + "\n", nil, errTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := readEvents(strings.NewReader(c.text), func(name string, data []byte) (bool, error) {
				got = append(got, name+"="+string(data))
				return false, nil
			})
			if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
				t.Errorf("events %q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

// What follows the last event, or a bad one, is not read.
func TestReadEventsEnds(t *testing.T) {
	bad := errors.New("bad")
	for _, c := range []struct {
		last bool
		err  error
	}{{true, nil}, {false, bad}, {true, bad}} {
		calls := 0
		err := readEvents(strings.NewReader("data: 1\n\ndata: 2\n\n"), func(string, []byte) (bool, error) {
			calls++
			return c.last, c.err
		})
		if calls != 1 || err != c.err {
			t.Errorf("%+v: %d events, %v", c, calls, err)
		}
	}
}

// A connection that breaks is told as that, not as an end.
func TestReadEventsBreaks(t *testing.T) {
	broken := errors.New("broken")
	r := io.MultiReader(strings.NewReader("event: step\n"), brokenReader{broken})
	if err := readEvents(r, nil); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }
