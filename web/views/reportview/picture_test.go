package reportview

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/connectivity"
)

// tried is an endpoint with one step.
func tried(status connectivity.Status, id string, e connectivity.Endpoint) connectivity.EndpointReport {
	return connectivity.EndpointReport{ID: id, Endpoint: e, Steps: []connectivity.Step{{Status: status}}}
}

// setUp is a report on so many sentinels and replicas. The second sentinel has
// failed; the others announce the primary.
func setUp(sentinels, replicas int) Report {
	var r Report
	r.Topology = &connectivity.Topology{SentinelName: "mymaster", Primary: "10.0.0.7:6379", Unlisted: []string{"10.9.9.9:26379"}}
	var by []string
	for i := range sentinels {
		e := tried(connectivity.Passed, fmt.Sprintf("e%d", i+1), connectivity.Endpoint{Role: "sentinel", Address: fmt.Sprintf("10.0.1.%d:26379", i+1)})
		if i == 1 {
			e.Steps[0].Status = connectivity.Failed
		} else {
			by = append(by, e.ID)
		}
		r.Endpoints = append(r.Endpoints, e)
	}
	r.Endpoints = append(r.Endpoints, tried(connectivity.Warned, "p", connectivity.Endpoint{Role: "primary", Address: "10.0.0.7:6379", AnnouncedBy: by}))
	for i := range replicas {
		r.Topology.Replicas = append(r.Topology.Replicas, fmt.Sprintf("10.0.2.%d:6379", i+1))
	}
	return r
}

var lengths = regexp.MustCompile(`[MHV ]?(\d+)`)

// Whatever the set-up, nothing overlaps, nothing leaves the picture, and each
// sentinel that announced a primary has its line.
func TestPicture(t *testing.T) {
	for _, sentinels := range []int{1, 2, 3, 4, 5, 7, 16} {
		for _, replicas := range []int{0, 1, 2, 3, 4, 16} {
			for _, width := range []struct{ width, columns int }{{552, 3}, {288, 2}} {
				name := fmt.Sprintf("%d sentinels, %d replicas, %d wide", sentinels, replicas, width.width)
				p := pictured(setUp(sentinels, replicas), "x", width.width, width.columns)
				if got, want := len(p.Boxes), sentinels+1+1+replicas; got != want {
					t.Errorf("%s: %d boxes, want %d", name, got, want)
				}
				announcing := sentinels
				if sentinels > 1 {
					announcing--
				}
				if got, want := len(p.Edges), announcing+replicas; got != want {
					t.Errorf("%s: %d lines, want %d", name, got, want)
				}
				for i, a := range p.Boxes {
					if a.X < 0 || a.Y < 0 || a.X+a.Width > p.Width || a.Y+boxHeight > p.Height {
						t.Errorf("%s: box %s leaves the picture", name, a.Address)
					}
					for _, b := range p.Boxes[:i] {
						if a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+boxHeight && b.Y < a.Y+boxHeight {
							t.Errorf("%s: boxes %s and %s overlap", name, a.Address, b.Address)
						}
					}
				}
				for _, e := range p.Edges {
					for _, match := range lengths.FindAllStringSubmatch(e.Path, -1) {
						if n, err := strconv.Atoi(match[1]); err != nil || n > max(p.Width, p.Height) {
							t.Errorf("%s: the line %s leaves the picture", name, e.Path)
						}
					}
				}
			}
		}
	}
}

// The words say what the lines and shapes say.
func TestPictureInWords(t *testing.T) {
	got := drawn(t, setUp(2, 1))
	for _, want := range []string{
		`role="img"`, `aria-labelledby="picture-wide-title"`, `aria-describedby="picture-narrow-words"`,
		"Sentinel 10.0.1.1:26379: passed; it announces 10.0.0.7:6379 as the primary.",
		"Sentinel 10.0.1.2:26379: failed; it announces no primary.",
		"Sentinel 10.9.9.9:26379: known to the others, not in your list, and not tried.",
		"Primary 10.0.0.7:6379: passed with a warning; named by 10.0.1.1:26379.",
		"Replica 10.0.2.1:6379: skipped.",
		`class="plate dashed"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	var one Report
	one.Endpoints = append(one.Endpoints, tried(connectivity.Failed, "e1", connectivity.Endpoint{Role: "redis", Address: "/run/redis.sock"}))
	got = drawn(t, one)
	for _, want := range []string{"This server tried Redis at /run/redis.sock: failed.", `class="edge broken"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the picture of one server lacks %q", want)
		}
	}
	if got := drawn(t, Report{}); got != "" {
		t.Errorf("nothing was tried, and the picture is %s", got)
	}
}

// Sentinels that disagree lead to different primaries.
func TestPictureOfDisagreement(t *testing.T) {
	r := setUp(3, 0)
	r.Endpoints[3].AnnouncedBy = []string{"e1"}
	r.Endpoints = append(r.Endpoints, tried(connectivity.Failed, "p2", connectivity.Endpoint{Role: "primary", Address: "10.0.0.8:6379", AnnouncedBy: []string{"e3"}}))
	p := pictured(r, "x", 552, 3)
	if len(p.Edges) != 2 || p.Edges[0].Broken || !p.Edges[1].Broken || p.Edges[0].Arrow == p.Edges[1].Arrow {
		t.Errorf("the lines are %+v", p.Edges)
	}
}

// What a server says about itself cannot become markup, and the whole is
// well-formed.
func TestHostilePicture(t *testing.T) {
	r := setUp(1, 0)
	r.Endpoints[0].Address = `</title><script>alert(1)</script>"` + strings.Repeat("é", 300)
	r.Endpoints[0].Role, r.Endpoints[1].AnnouncedBy = "sentinel", []string{"e1"}
	got := drawn(t, r)
	if strings.Contains(got, "<script") || strings.Contains(got, " style=") {
		t.Errorf("the picture is %s", got)
	}
	for decoder := xml.NewDecoder(strings.NewReader(got)); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct{ address, want string }{
		{"10.0.0.7:6379", "10.0.0.7:6379"},
		{"192.168.100.200:26379", "192.168….200:26379"},
		{"sentinel-0.redis.svc.cluster.local:26379", "sentinel-0.…:26379"},
		{"/var/run/redis/redis-server.sock", "…redis-server.sock"},
		{strings.Repeat("x", 99), strings.Repeat("x", 17) + "…"},
	} {
		if got := shorten(test.address, 18); got != test.want {
			t.Errorf("shorten(%q) = %q, want %q", test.address, got, test.want)
		}
	}
}

func drawn(t *testing.T, r Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := picture(r).Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
