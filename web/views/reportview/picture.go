package reportview

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"redis-wizard/connectivity"
	"redis-wizard/web/views"
)

// Picture is the set-up as boxes and lines, laid out for one width. The page
// has it twice, for a desk and for a phone, and shows the one that fits: text
// that is scaled down with its picture cannot be read.
type Picture struct {
	ID            string // "wide" or "narrow"; part of the ids in it
	Width, Height int
	Boxes         []Box
	Edges         []Edge
	// Title and Lines say in words what the picture shows.
	Title string
	Lines []string
}

// Box is one server, or the wizard.
type Box struct {
	X, Y, Width int
	Label       string // its role
	Address     string // in full
	Short       string // as much of it as the box has room for
	Status      string // that of the endpoint; empty for the wizard
	Dashed      bool   // it is there, but not in the configuration
}

// Edge is a line with an arrow at its end.
type Edge struct {
	Path  string
	Arrow string // the corners of its head
	// Broken is a line to something that does not work.
	Broken bool
}

const (
	boxHeight = 46
	rowGap    = 18 // between the rows of one tier
	tierGap   = 42 // between the tiers
	boxGap    = 14 // between the boxes of a row
	lane      = 6  // between lines that lead to different servers

	characterWidth = 6.5 // of an address, in the style sheet's font
)

// node is a server in the picture, before it has its place.
type node struct {
	connectivity.EndpointReport
	status   string
	label    string
	unlisted bool
}

// pictured lays the report out; nil when there is nothing to draw.
func pictured(r Report, id string, width, columns int) *Picture {
	sentinels, primaries, replicas, single := r.nodes()
	p := &Picture{ID: id, Width: width, Title: r.say("The setup, as tested")}
	box := (width - boxGap*(columns-1)) / columns &^ 1 // even, so that middles meet
	switch {
	case single != nil:
		p.single(r, *single, box)
	case len(sentinels)+len(primaries) > 0:
		p.tiers(sentinels, primaries, replicas, r.mainPrimary(primaries), grid{width, columns, box})
	default:
		return nil
	}
	p.Lines = r.words(sentinels, primaries, replicas, single)
	return p
}

// nodes sorts what the report knows into the tiers of the picture. What was
// named, but not tried, is in it too.
func (r Report) nodes() (sentinels, primaries, replicas []node, single *node) {
	known := map[string]bool{}
	for _, e := range r.Endpoints {
		n := node{EndpointReport: e, status: r.status(e), label: views.Word(r.language(), "role", string(e.Role))}
		switch e.Role {
		case connectivity.RoleSentinel:
			sentinels = append(sentinels, n)
		case connectivity.RolePrimary:
			primaries = append(primaries, n)
		case connectivity.RoleReplica:
			replicas = append(replicas, n)
		default:
			single = &n
			continue
		}
		known[string(e.Role)+" "+e.Address] = true
	}
	if r.Topology == nil {
		return
	}
	named := func(role, label string, unlisted bool, addresses ...string) (out []node) {
		for _, address := range addresses {
			if address != "" && !known[role+" "+address] {
				known[role+" "+address] = true
				out = append(out, node{connectivity.EndpointReport{Endpoint: connectivity.Endpoint{Address: address}}, "skipped", label, unlisted})
			}
		}
		return out
	}
	sentinels = append(sentinels, named("sentinel", r.say("Unlisted sentinel"), true, r.Topology.Unlisted...)...)
	primaries = append(primaries, named("primary", views.Word(r.language(), "role", "primary"), false, r.Topology.Primary)...)
	replicas = append(replicas, named("replica", views.Word(r.language(), "role", "replica"), false, r.Topology.Replicas...)...)
	return
}

// mainPrimary is the number of the primary that the replicas follow.
func (r Report) mainPrimary(primaries []node) int {
	for i, n := range primaries {
		if r.Topology != nil && n.Address == r.Topology.Primary {
			return i
		}
	}
	return 0
}

// lettersIn is how many letters of an address a box has room for.
func lettersIn(width int) int { return int(float64(width-18) / characterWidth) }

// single draws the wizard that tried it and the one server, side by side.
func (p *Picture) single(r Report, server node, box int) {
	gap := min(100, p.Width-2*box)
	if gap < 40 { // a phone: the boxes give way
		gap = 40
		box = (p.Width - gap) / 2
	}
	left := (p.Width - 2*box - gap) / 2
	right := left + box + gap
	p.Height = boxHeight + 2
	middle := 1 + boxHeight/2
	room := lettersIn(box)
	p.Boxes = append(p.Boxes,
		Box{X: left, Y: 1, Width: box, Label: shorten(r.tester(), room), Address: r.say("as Authelia"), Short: shorten(r.say("as Authelia"), room)},
		boxOf(server, right, 1, box))
	p.Edges = append(p.Edges, Edge{
		Path:   fmt.Sprintf("M%d %dH%d", left+box, middle, right-6),
		Arrow:  fmt.Sprintf("%d,%d %d,%d %d,%d", right-8, middle-4, right-8, middle+4, right-1, middle),
		Broken: server.status == "failed",
	})
}

// tiers draws sentinels above primaries above replicas, and a line from each
// sentinel to the server that it announced, and from the primary to its
// replicas.
func (p *Picture) tiers(sentinels, primaries, replicas []node, mainPrimary int, g grid) {
	upper := g.place(len(sentinels), 1)
	lanes := min(max(len(primaries)-1, 0), 3) * lane
	middle := g.place(len(primaries), upper.bottom(tierGap+lanes))
	lower := g.place(len(replicas), middle.bottom(tierGap))

	for i, to := range primaries {
		for j, from := range sentinels {
			if from.announced(to) {
				p.lead(upper, j, middle, i, to.status == "failed")
			}
		}
	}
	if len(primaries) > 0 {
		for i, to := range replicas {
			p.follow(middle, mainPrimary, lower, i, to.status == "failed")
		}
	}
	for _, tier := range []struct {
		nodes []node
		rows  rows
	}{{sentinels, upper}, {primaries, middle}, {replicas, lower}} {
		for i, n := range tier.nodes {
			x, y := tier.rows.at(i)
			p.Boxes = append(p.Boxes, boxOf(n, x, y, g.box))
		}
	}
	p.Height = lower.end + 1
}

// announced tells whether a sentinel named this server.
func (n node) announced(server node) bool {
	return n.ID != "" && slices.Contains(server.AnnouncedBy, n.ID)
}

// lead draws the line from a sentinel down to a primary. A sentinel with others
// below it leads around them, through the gap between the columns.
func (p *Picture) lead(from rows, i int, to rows, j int, broken bool) {
	x, y := from.centre(i)
	endX, endY := to.top(j)
	offset := min(j, 3) * lane
	bus := from.end + tierGap/2 + offset
	path := fmt.Sprintf("M%d %d", x, y+boxHeight/2)
	if from.covered(i) {
		path += fmt.Sprintf("V%dH%d", y+boxHeight/2+rowGap/2, from.gutter(i)+offset/2)
	}
	path += fmt.Sprintf("V%dH%dV%d", bus, endX, endY-6)
	p.Edges = append(p.Edges, Edge{path, arrowDown(endX, endY), broken})
}

// follow draws the line from the primary down to a replica.
func (p *Picture) follow(from rows, i int, to rows, j int, broken bool) {
	x, y := from.centre(i)
	endX, endY := to.top(j)
	bus := to.start - tierGap/2
	path := fmt.Sprintf("M%d %dV%d", x, y+boxHeight/2, bus)
	if j >= to.columns {
		path += fmt.Sprintf("H%dV%d", to.gutter(j), endY-rowGap/2)
	}
	path += fmt.Sprintf("H%dV%d", endX, endY-6)
	p.Edges = append(p.Edges, Edge{path, arrowDown(endX, endY), broken})
}

func arrowDown(x, y int) string {
	return fmt.Sprintf("%d,%d %d,%d %d,%d", x-4, y-8, x+4, y-8, x, y-1)
}

func boxOf(n node, x, y, width int) Box {
	return Box{
		X: x, Y: y, Width: width, Label: n.label, Address: n.Address, Status: n.status, Dashed: n.unlisted,
		Short: shorten(n.Address, lettersIn(width)),
	}
}

// shorten keeps what tells addresses apart: the port, both ends of an IP
// address, the beginning of a name, the end of a path.
func shorten(address string, room int) string {
	text := []rune(address)
	if len(text) <= room {
		return address
	}
	tail := 0
	if i := strings.LastIndex(address, ":"); i >= 0 && len(address)-i <= 6 {
		tail = len(address) - i
	}
	switch {
	case strings.HasPrefix(address, "/"):
		tail = room - 1
	case strings.Trim(address, "0123456789abcdefABCDEF.:[]") == "":
		tail += 4
	}
	tail = min(tail, room-1)
	return string(text[:room-1-tail]) + "…" + string(text[len(text)-tail:])
}

// title is what a box says in full when it is pointed at.
func (b Box) title(ctx context.Context) string {
	if b.Status == "" {
		return say(ctx, "{role}, {address}", "role", b.Label, "address", b.Address)
	}
	return say(ctx, "{role} {address}: {status}", "role", b.Label, "address", b.Address, "status", word(ctx, "status", b.Status))
}
