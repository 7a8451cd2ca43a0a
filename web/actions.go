package web

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/workshop"
	"redis-wizard/web/views"
)

// edit carries out a button that changes the form: a fix, or one of the row
// buttons. The script does the same without a request; these are for browsers
// without it. Other actions leave the form as it is.
func (f *form) edit() error {
	name, argument, _ := strings.Cut(f.action, ".")
	if fix, ok := strings.CutPrefix(f.action, views.FixPrefix); ok {
		return f.fix(fix)
	}
	if preset, known := views.Preset(argument); known && name == "preset" {
		return f.apply(preset)
	}
	row, err := strconv.Atoi(argument)
	inForm := err == nil && row >= 0 && row < f.rows
	switch name {
	case "add-node":
		if f.rows == f.maxRows {
			return refuse(http.StatusBadRequest, "The form holds at most {limit} sentinels.", "limit", strconv.Itoa(f.maxRows))
		}
		f.rows++
	case "remove-node":
		if inForm {
			f.removeRow(row)
		}
	case "up-node":
		if inForm && row > 0 {
			f.swapRows(row, row-1)
		}
	case "down-node":
		if inForm && row < f.rows-1 {
			f.swapRows(row, row+1)
		}
	}
	return nil
}

// untouched tells whether there is nothing in the form yet.
func (f *form) untouched() bool {
	for _, value := range f.input.Values {
		if value != "" {
			return false
		}
	}
	return f.input.Kind == configschema.Single && f.input.TLS == configschema.Off
}

// apply sets what a preset says, and leaves the rest as it is.
func (f *form) apply(preset configschema.Input) (err error) {
	f.input.Kind, f.input.TLS = preset.Kind, preset.TLS
	maps.Copy(f.input.Values, preset.Values)
	f.rows, err = rowsOf(f.input.Values, f.maxRows)
	return err
}

// nodeNames are the last parts of the node options' keys.
func nodeNames() []string {
	var names []string
	for _, field := range configschema.Fields {
		if field.Section == configschema.Nodes {
			names = append(names, field.Name())
		}
	}
	return names
}

func nodeKey(row int, name string) string {
	return nodesKey + "." + strconv.Itoa(row) + "." + name
}

func (f *form) swapRows(a, b int) {
	values := f.input.Values
	for _, name := range nodeNames() {
		values[nodeKey(a, name)], values[nodeKey(b, name)] = values[nodeKey(b, name)], values[nodeKey(a, name)]
	}
}

// removeRow closes the gap that it leaves. The last row of all is emptied.
func (f *form) removeRow(row int) {
	for ; row < f.rows-1; row++ {
		f.swapRows(row, row+1)
	}
	for _, name := range nodeNames() {
		delete(f.input.Values, nodeKey(row, name))
	}
	f.rows = max(f.rows-1, 1)
}

// bring fills the form in from the text that was brought. A text without Redis
// options, or one that cannot be read, leaves it as it is. The result says what
// was found.
func (f *form) bring() (workshop.Imported, error) {
	found, err := workshop.ImportContext(f.ctx, nil, f.yaml, f.input.Authelia, f.input.Language)
	if err != nil || len(found.Result.Values) == 0 {
		return found, err
	}
	return found, f.fill(found.Result)
}

// fill replaces what the form holds by the values of an evaluation. It has no
// field for an option that is not known.
func (f *form) fill(found configschema.Result) error {
	rows, err := rowsOf(found.Values, f.maxRows)
	if err != nil {
		return err
	}
	f.input.Values, f.rows = maps.Clone(found.Values), rows
	maps.DeleteFunc(f.input.Values, func(key, _ string) bool {
		_, known := configschema.FieldOf(key)
		return !known
	})
	f.input.Kind, f.input.TLS = found.Kind, configschema.Off
	if found.TLS {
		f.input.TLS = configschema.On
	}
	return nil
}
