package merge

import (
	"context"
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/templates"
	"redis-wizard/configschema/unknown"
)

// A wanted is what session.redis is to mean after a merge.
type wanted struct {
	values  authelia.Values // those that count
	kind    authelia.Kind   // the kind of set-up, asked for or derived
	asked   authelia.Kind   // as asked for; may be empty
	version authelia.Version
	removed map[string]bool // keys that are no option and are to go
}

func newWanted(ctx context.Context, in configschema.Input, version authelia.Version) (wanted, error) {
	in.YAML, in.Files, in.Environment = "", nil, nil
	r, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return wanted{}, err
	}
	w := wanted{values: in.Counted(form.Clean(in.Values)), kind: r.Kind, asked: in.Kind, version: version, removed: map[string]bool{}}
	for key, value := range in.Values {
		if value == "" {
			w.removed[key] = true
		}
	}
	for key := range w.values {
		if !isBelow(key) { // judged as unknown, and never written
			delete(w.values, key)
		}
	}
	return w, nil
}

// keep leaves in a file what stands there for a value that is not known here.
func (w wanted) keep(values, got authelia.Values, filled *templates.Text) {
	for name, text := range values {
		if o, isFile, stands := unknown.Of(name, text); stands && !isFile && got[o.Key] != "" && filled.Restore(got[o.Key]) == text {
			w.values[o.Key] = got[o.Key]
		}
	}
}

// A target is what one file is to say: exactly these options, beside those that
// say nothing (a null, an empty text). An empty text in it is to be written.
type target struct {
	values authelia.Values
	// dropHA takes high_availability out even where it sets no option: its mere
	// presence makes Authelia look for sentinels. keepHA leaves it in then.
	dropHA, keepHA bool
	removed        map[string]bool // see wanted
}

// target is what a file that says got is to say instead. What means the same
// stays as it is; sentinel tells whether it has a high_availability section.
func (w wanted) target(got authelia.Values, sentinel bool) target {
	noTLS, noHA := !form.HasPrefix(w.values, authelia.TLSPrefix), !form.HasPrefix(w.values, authelia.HAPrefix)
	out := w.settle(got, w.values, func(key string) string { return key })
	for key, old := range got {
		if !isRow(key) && w.keeps(key) {
			out[key] = old
		}
	}
	maps.DeleteFunc(out, func(key, _ string) bool { // a section that goes takes all of its options with it
		return isRow(key) || len(w.values) == 0 ||
			noTLS && strings.HasPrefix(key, authelia.TLSPrefix) || noHA && strings.HasPrefix(key, authelia.HAPrefix)
	})
	for _, list := range listsOf(w.version) {
		w.rows(list, out, got)
	}
	for _, root := range w.version.Roots() {
		form.KeepSections(root, w.values, out)
	}
	g := target{values: out, keepHA: w.asked == authelia.Sentinel, removed: w.removed}
	switch {
	case w.asked == authelia.Sentinel && noHA && (!sentinel || form.HasPrefix(got, authelia.HAPrefix)) && len(w.values)+len(got) > 0:
		out[authelia.KeySentinelName] = ""
	case w.asked != "" && w.asked != authelia.Sentinel && sentinel && !form.HasPrefix(got, authelia.HAPrefix):
		g.dropHA = true
	}
	if w.asked != "" && len(out) == 0 && len(got) > 0 {
		out[rootFor(w.asked, w.version).Options[0].Key] = "" // the section is wanted, and its host still missing
	}
	return g
}

// keeps tells whether a key of the file stays because nobody has decided about it: no
// form has a field for what is no option, so that it says nothing about it.
func (w wanted) keeps(key string) bool {
	_, known := authelia.OptionOf(key)
	return !known && w.values[key] == "" && !w.removed[key]
}

// settle is what some options are to say: what means the same stays as it is.
func (w wanted) settle(got, want authelia.Values, key func(name string) string) authelia.Values {
	out := authelia.Values{}
	for name, old := range got {
		if value := want[name]; w.meaning(key(name), old) == w.meaning(key(name), value) {
			out[name] = old
		} else if value != "" {
			out[name] = value
		}
	}
	for name, value := range want {
		if _, ok := got[name]; !ok && w.meaning(key(name), value) != "" {
			out[name] = value
		}
	}
	return out
}

// meaning is the same for texts of an option that mean the same; empty for those that
// mean no more than its absence.
func (w wanted) meaning(key, text string) string {
	f, ok := authelia.OptionOf(key)
	switch {
	case !ok:
	case f.Type == authelia.PEM:
		return strings.TrimSuffix(text, "\n") // one more line break is a fault
	case key == authelia.KeyPort && w.kind == authelia.Socket && text == "0":
		return "" // no port at all
	case f.In(w.version) && f.For(w.kind) && form.IsDefault(f, text, w.version, w.kind):
		return ""
	}
	return text
}

// rows sets the rows of a list: those of got when they mean the same, those that are
// wanted otherwise.
func (w wanted) rows(list string, out, got authelia.Values) {
	have, want := rowsOf(got, list), rowsOf(w.values, list)
	pairs := alignRows(list, have, want, w.meaning)
	if !slices.ContainsFunc(pairs, func(p rowPair) bool { return !p.same }) {
		for key, value := range got {
			if authelia.Key(key).List() == list {
				out[key] = value
			}
		}
		return
	}
	for _, p := range pairs {
		if p.want < 0 {
			continue
		}
		old, in := authelia.Values{}, func(name string) string { return authelia.InRow(list, p.want, name) }
		if p.have >= 0 {
			old = have[p.have]
		}
		row := w.settle(old, want[p.want], in)
		for name, value := range old {
			if w.keeps(authelia.InRow(list, p.have, name)) {
				row[name] = value
			}
		}
		if len(row) == 0 { // a row is not left empty
			row = want[p.want]
		}
		for name, value := range row {
			out[in(name)] = value
		}
	}
}

// share splits the target for several files into one for each: an option belongs to the
// last file that sets it, and so does a list, which is replaced as a whole.
func (w wanted) share(parts []*sourceFile) []target {
	of := func(key string) string {
		if list := authelia.Key(key).List(); list != "" {
			return list
		}
		return key
	}
	all, sentinel, home, rank := authelia.Values{}, false, len(parts)-1, 0
	owner := map[string]int{}
	for i, part := range parts {
		set := map[string]bool{}
		for key := range part.values {
			set[of(key)] = true
			owner[of(key)] = i
		}
		maps.DeleteFunc(all, func(key, _ string) bool { return set[of(key)] })
		maps.Copy(all, part.values)
		sentinel = sentinel || part.sentinel
		if part.rank >= rank {
			rank, home = part.rank, i
		}
	}
	whole := w.target(all, sentinel)
	stays := map[string]bool{}
	for key := range whole.values {
		stays[of(key)] = true
	}
	targets := make([]target, len(parts))
	for i, part := range parts {
		targets[i] = target{authelia.Values{}, whole.dropHA, whole.keepHA, w.removed}
		for key, value := range part.values { // a later file has another value
			if stays[of(key)] && owner[of(key)] != i {
				targets[i].values[key] = value
			}
		}
	}
	for key, value := range whole.values {
		at, owned := owner[of(key)]
		if !owned {
			at = home
		}
		targets[at].values[key] = value
	}
	return targets
}

// rootFor is the root that a kind of set-up has.
func rootFor(kind authelia.Kind, v authelia.Version) *authelia.Root {
	for _, r := range v.Roots() {
		if slices.Contains(r.Kinds, kind) {
			return r
		}
	}
	return v.Roots()[0]
}

// isRow tells whether a key belongs to a row of a list.
func isRow(key string) bool {
	_, ok := authelia.Key(key).Row()
	return ok
}

// rowsOf lists the rows of a list as the options in each, without gaps.
func rowsOf(values authelia.Values, list string) (rows []authelia.Values) {
	numbers, options := form.RowsOf(values, list)
	for _, r := range numbers {
		rows = append(rows, options[r])
	}
	return rows
}
