package reportview

// grid is how boxes are put into rows.
type grid struct{ width, columns, box int }

// rows are the places of one tier's boxes.
type rows struct {
	grid
	count      int
	left       int // of the first column
	start, end int // the upper and the lower edge
}

// place spreads boxes over as few rows as there can be, of like length, in the
// middle of the picture. A tier without boxes takes no room.
func (g grid) place(count, start int) rows {
	if count == 0 {
		return rows{grid: g, start: start, end: start}
	}
	lines := (count + g.columns - 1) / g.columns
	g.columns = (count + lines - 1) / lines
	return rows{
		grid: g, count: count, start: start,
		left: (g.width - g.columns*g.box - (g.columns-1)*boxGap) / 2,
		end:  start + lines*boxHeight + (lines-1)*rowGap,
	}
}

// bottom is where the next tier may begin.
func (r rows) bottom(gap int) int {
	if r.count == 0 {
		return r.start
	}
	return r.end + gap
}

// at is the upper left corner of a box.
func (r rows) at(i int) (x, y int) {
	return r.left + i%r.columns*(r.box+boxGap), r.start + i/r.columns*(boxHeight+rowGap)
}

func (r rows) centre(i int) (x, y int) {
	x, y = r.at(i)
	return x + r.box/2, y + boxHeight/2
}

// top is the middle of a box's upper edge.
func (r rows) top(i int) (x, y int) {
	x, y = r.at(i)
	return x + r.box/2, y
}

// covered tells whether another box is below this one.
func (r rows) covered(i int) bool { return i+r.columns < r.count }

// gutter is the middle of the gap beside a box, on the side of the picture's
// middle.
func (r rows) gutter(i int) int {
	x, _ := r.at(i)
	if column := i % r.columns; column > 0 && column >= r.columns/2 {
		return x - boxGap/2
	}
	return x + r.box + boxGap/2
}
