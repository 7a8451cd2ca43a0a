package form

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/web/admission"
	"redis-wizard/web/failure"
	"redis-wizard/web/views"
)

// fix applies what the button of a fix says. The script does the same without
// a request.
func (f *form) fix() error {
	var fix causes.Fix
	if err := json.Unmarshal([]byte(f.argument), &fix); err != nil {
		return failure.Refuse(http.StatusBadRequest, "The fix did not arrive whole. Please press its button again.")
	}
	values := fixed(fix, f.Input.Values)
	if f.ImportText != "" && api.IsOfText(values) {
		text, err := api.Fix(f.ctx, f.ImportText, values, f.Input)
		if err == nil && text.Changed {
			f.ImportText = text.Text
		} else if err != nil && !failure.ForPeople(err) {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) { // a section comes before the options in it
		f.set(key, values[key])
	}
	return f.countRows()
}

// fixed gives the values that a fix leads to. All of Copy reads the values as
// they were before, so that two options can change places.
func fixed(fix causes.Fix, before configschema.Values) configschema.Values {
	values := configschema.Values{}
	maps.Copy(values, fix.Set)
	for key, from := range fix.Copy {
		values[key] = before[from]
	}
	for key, ends := range fix.Cut {
		text, changed := values[key]
		if !changed {
			text = before[key]
		}
		values[key] = cut(text, ends)
	}
	return values
}

// cut takes characters off both ends of a text.
func cut(text string, ends [2]int) string {
	characters := []rune(text)
	first := min(max(ends[0], 0), len(characters))
	last := max(len(characters)-max(ends[1], 0), first)
	return string(characters[first:last])
}

// set writes one value of a fix. The value has to count afterwards, so the
// form's kind and TLS switch follow it. A key that is a section rather than an
// option takes the section out when its value is empty.
func (f *form) set(key, value string) {
	field, known := authelia.OptionOf(key)
	if !known {
		if value == "" {
			f.takeOut(key)
		}
		return
	}
	f.Input.Values[key] = value
	if value == "" {
		return
	}
	root := authelia.RootOf(key)
	if !field.For(f.Input.Kind) {
		f.Choose(slices.Concat(field.Kinds, root.Kinds)[0])
	}
	if field.Section == authelia.TLS {
		f.Switch(root, true)
	}
}

func (f *form) takeOut(section string) {
	for key := range f.Input.Values {
		if strings.HasPrefix(key, section+".") {
			f.Input.Values[key] = ""
		}
	}
	root := authelia.RootOf(section)
	switch {
	case root == nil:
	case section == root.TLS():
		f.Switch(root, false)
	case !root.For(root.Kinds[0], section): // nothing is left of the kinds that it is for
		f.Choose(root.Kinds[0])
	}
}

// countRows makes as many rows as the values name.
func (f *form) countRows() (err error) {
	f.Rows, err = admission.Rows(f.Input.Values, f.h.MaxNodes)
	return err
}

// addRow gives room for one more row of a list.
func (f *form) addRow() error {
	list := f.argument
	if !authelia.IsList(list) {
		return nil
	}
	if f.Rows[list] == f.h.MaxNodes {
		return failure.Refuse(http.StatusBadRequest, "The form takes at most {limit} sentinels.", "limit", strconv.Itoa(f.h.MaxNodes))
	}
	f.Rows[list]++
	return nil
}

// row is the row that the button belongs to, "list.number"; ok is false for none.
func (f *form) row() (list string, row int, ok bool) {
	at := max(strings.LastIndexByte(f.argument, '.'), 0)
	list = f.argument[:at]
	row, err := strconv.Atoi(strings.TrimPrefix(f.argument[at:], "."))
	return list, row, err == nil && row >= 0 && row < f.Rows[list]
}

// moveRow changes the places of a row and the one that is so far away, if there are
// such.
func (f *form) moveRow(by int) {
	list, row, ok := f.row()
	if other := row + by; ok && other >= 0 && other < f.Rows[list] {
		f.swapRows(list, row, other)
	}
}

func (f *form) swapRows(list string, a, b int) {
	values, others := f.Input.Values, views.RowKeys(list, b)
	for i, key := range views.RowKeys(list, a) {
		values[key], values[others[i]] = values[others[i]], values[key]
	}
}

// removeRow closes the gap that it leaves. The last row of all is emptied.
func (f *form) removeRow() error {
	list, row, ok := f.row()
	if !ok {
		return nil
	}
	for ; row < f.Rows[list]-1; row++ {
		f.swapRows(list, row, row+1)
	}
	for _, key := range views.RowKeys(list, row) {
		delete(f.Input.Values, key)
	}
	f.Rows[list] = max(f.Rows[list]-1, 1)
	return nil
}
