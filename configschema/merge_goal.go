package configschema

import (
	"context"
	"maps"
	"strconv"
	"strings"
)

// A wish is what session.redis is to mean after a merge.
type wish struct {
	values  Values // those that count
	kind    Kind   // the kind of set-up, asked for or derived
	asked   Kind   // as asked for; may be empty
	version Version
}

func newWish(ctx context.Context, in Input, version Version) (wish, error) {
	in.YAML, in.Files, in.Environment = "", nil, nil
	r, err := EvaluateContext(ctx, in)
	if err != nil {
		return wish{}, err
	}
	w := wish{values: counted(in, clean(in.Values)), kind: r.Kind, asked: in.Kind, version: version}
	for key := range w.values {
		if !strings.HasPrefix(key, Prefix) { // judged as unknown, and never written
			delete(w.values, key)
		}
	}
	return w, nil
}

// A goal is what one file is to say: exactly these options, beside those that
// say nothing (a null, an empty text). An empty text in it is to be written.
type goal struct {
	values Values
	// dropHA takes high_availability out even where it sets no option: its mere
	// presence makes Authelia look for sentinels. keepHA leaves it in then.
	dropHA, keepHA bool
}

// goal is what a file that says got is to say instead. What means the same
// stays as it is; sentinel tells whether it has a high_availability section.
func (w wish) goal(got Values, sentinel bool) goal {
	out := Values{}
	noTLS, noHA := !hasPrefix(w.values, TLSPrefix), !hasPrefix(w.values, HAPrefix)
	for key, old := range got {
		unwanted := noTLS && strings.HasPrefix(key, TLSPrefix) || noHA && strings.HasPrefix(key, HAPrefix) || len(w.values) == 0
		if isRow(key) || unwanted {
			continue
		}
		switch value := w.values[key]; {
		case w.same(key, old, value):
			out[key] = old
		case value != "":
			out[key] = value
		}
	}
	for key, value := range w.values {
		if _, ok := got[key]; !ok && !isRow(key) && !w.same(key, "", value) {
			out[key] = value
		}
	}
	w.rows(out, got)
	w.keepAlive(out)
	g := goal{values: out, keepHA: w.asked == Sentinel}
	switch {
	case w.asked == Sentinel && noHA && (!sentinel || hasPrefix(got, HAPrefix)) && len(w.values)+len(got) > 0:
		out[KeySentinelName] = ""
	case w.asked != "" && w.asked != Sentinel && sentinel && !hasPrefix(got, HAPrefix):
		g.dropHA = true
	}
	if w.asked != "" && len(out) == 0 && len(got) > 0 {
		out[KeyHost] = "" // the section is wanted, and its host still missing
	}
	return g
}

// same tells whether two texts of an option mean the same; an empty one is its
// absence.
func (w wish) same(key, a, b string) bool {
	if a == b {
		return true
	}
	f, ok := FieldOf(key)
	if !ok {
		return false
	}
	if f.Type == PEM && a != "" && b != "" {
		return strings.TrimSuffix(a, "\n") == strings.TrimSuffix(b, "\n") // one more line break is a fault
	}
	if key == KeyPort && w.kind == Socket && a+b == "0" {
		return true // no port at all
	}
	standard := func(text string) bool {
		return text == "" || f.In(w.version) && f.For(w.kind) && f.isDefault(text, w.version, w.kind)
	}
	return f.DefaultIn(w.version, w.kind) != "" && standard(a) && standard(b)
}

// keepAlive sets an option of each section that would be empty otherwise.
func (w wish) keepAlive(out Values) {
	for _, section := range []string{TLSPrefix, HAPrefix, Prefix} {
		if !hasPrefix(w.values, section) || hasPrefix(out, section) {
			continue
		}
		for _, f := range Fields {
			if value := w.values[f.Key]; value != "" && strings.HasPrefix(f.Key, section) {
				out[f.Key] = value
				break
			}
		}
	}
}

// rows sets the node rows: those of got when they mean the same, those that
// are wanted otherwise.
func (w wish) rows(out, got Values) {
	have, want := rowsOf(got), rowsOf(w.values)
	pairs := alignRows(have, want, w.same)
	same := len(have) == len(want)
	for _, p := range pairs {
		same = same && p.same
	}
	if same {
		for key, value := range got {
			if isRow(key) {
				out[key] = value
			}
		}
		return
	}
	for _, p := range pairs {
		if p.want < 0 {
			continue
		}
		old, row, n := Values{}, KeyNodes+"."+strconv.Itoa(p.want)+".", 0
		if p.have >= 0 {
			old = have[p.have]
		}
		for name, value := range want[p.want] {
			switch text, ok := old[name]; {
			case ok && w.same(row+name, text, value):
				out[row+name] = text
			case ok || !w.same(row+name, "", value):
				out[row+name] = value
			default:
				continue
			}
			n++
		}
		for name, text := range old { // explicitly at its default
			if _, ok := want[p.want][name]; !ok && w.same(row+name, text, "") {
				out[row+name] = text
				n++
			}
		}
		if n == 0 {
			maps.Copy(out, Values{row + "port": want[p.want]["port"]})
		}
	}
}

// share splits the goal for several files into one for each.
func (w wish) share(parts []*mergeSource) []goal {
	all, sentinel, home := Values{}, false, len(parts)-1
	last, lastRows := map[string]int{}, -1
	rank := 0
	for i, part := range parts {
		if hasRows(part.got) { // a list is replaced as a whole
			maps.DeleteFunc(all, func(key, _ string) bool { return isRow(key) })
			lastRows = i
		}
		for key, value := range part.got {
			all[key] = value
			last[key] = i
		}
		sentinel = sentinel || part.sentinel
		if part.rank >= rank {
			rank, home = part.rank, i
		}
	}
	whole := w.goal(all, sentinel)
	goals := make([]goal, len(parts))
	for i, part := range parts {
		values := Values{}
		for key, value := range part.got {
			wanted, ok := whole.values[key]
			switch {
			case isRow(key) && (i == lastRows || !hasRows(whole.values)), !isRow(key) && !ok:
				continue
			case !isRow(key) && last[key] == i:
				value = wanted
			}
			values[key] = value
		}
		goals[i] = goal{values, whole.dropHA, whole.keepHA}
	}
	for key, value := range whole.values {
		_, known := all[key]
		switch {
		case isRow(key) && lastRows >= 0:
			goals[lastRows].values[key] = value
		case isRow(key) || !known:
			goals[home].values[key] = value
		}
	}
	return goals
}

// isRow tells whether a key belongs to a row of high_availability.nodes.
func isRow(key string) bool { return generalKey(key) != key }

func hasRows(values Values) bool {
	for key := range values {
		if isRow(key) {
			return true
		}
	}
	return false
}

// rowsOf lists the node rows as the options in each, without gaps.
func rowsOf(values Values) (rows []Values) {
	index := newValueIndex(values)
	for _, r := range nodeRows(values) {
		rows = append(rows, index.under(KeyNodes+"."+strconv.Itoa(r)+"."))
	}
	return rows
}
