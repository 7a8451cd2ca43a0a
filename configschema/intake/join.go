package intake

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
)

// Several files in one text, for a single text box: each stands below a line
// with its name. The line is a comment in YAML and in lists of variables.
const (
	markStart = "# ======== "
	markEnd   = " ========"
	markNoEnd = " (no newline at the end)"
)

// Join writes several files into one text, from which Split gets them back byte
// for byte. One file without a name is the text itself.
func Join(files []configschema.File) string {
	if len(files) == 1 && files[0].Name == "" && files[0].Text != "" {
		first, _, _ := strings.Cut(files[0].Text, "\n")
		if _, _, ok := parseMark(first); !ok {
			return files[0].Text
		}
	}
	var b strings.Builder
	for _, f := range files {
		open := f.Text != "" && !strings.HasSuffix(f.Text, "\n")
		b.WriteString(mark(f.Name, open) + "\n")
		for _, l := range strings.SplitAfter(f.Text, "\n") {
			if isMark(strings.TrimLeft(l, "#")) && strings.HasPrefix(l, "#") {
				b.WriteByte('#') // a line of the file that looks like ours
			}
			b.WriteString(l)
		}
		if open {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Lines is how many lines Join makes of a file among several.
func Lines(f configschema.File) int {
	lines := 1 + strings.Count(f.Text, "\n") // the mark, and its own
	if f.Text != "" && !strings.HasSuffix(f.Text, "\n") {
		lines++
	}
	return lines
}

// Split takes apart what Join has written. A text that does not begin with such
// a line is one file without a name; an empty one is none.
func Split(text string) (files []configschema.File) {
	if text == "" {
		return nil
	}
	first, _, _ := strings.Cut(text, "\n")
	if _, _, ok := parseMark(first); !ok {
		return []configschema.File{{Text: text}}
	}
	var b strings.Builder
	open := false
	finish := func() {
		if len(files) == 0 {
			return
		}
		body := b.String()
		if open {
			body = strings.TrimSuffix(body, "\n")
		}
		files[len(files)-1].Text = body
		b.Reset()
	}
	for _, l := range strings.SplitAfter(text, "\n") {
		if name, noEnd, ok := parseMark(strings.TrimSuffix(l, "\n")); ok {
			finish()
			files, open = append(files, configschema.File{Name: name}), noEnd
			continue
		}
		if strings.HasPrefix(l, "##") && isMark(strings.TrimLeft(l, "#")) {
			l = l[1:]
		}
		b.WriteString(l)
	}
	finish()
	return files
}

// mark is the line above a file.
func mark(name string, open bool) string {
	if strings.HasPrefix(name, `"`) || strconv.Quote(name) != `"`+name+`"` {
		name = strconv.Quote(name)
	}
	out := markStart + name + markEnd
	if open {
		out += markNoEnd
	}
	return out
}

// isMark tells whether a line is a mark, once the # before it are taken off.
func isMark(rest string) bool {
	_, _, ok := parseMark("#" + strings.TrimSuffix(rest, "\n"))
	return ok
}

// parseMark reads the line above a file. Text boxes end lines with CR LF.
func parseMark(line string) (name string, open, ok bool) {
	line = strings.TrimSuffix(line, "\r")
	line, open = strings.CutSuffix(line, markNoEnd)
	name, ok = strings.CutPrefix(line, markStart)
	if !ok {
		return "", false, false
	}
	name, ok = strings.CutSuffix(name, markEnd)
	if !ok {
		return "", false, false
	}
	if strings.HasPrefix(name, `"`) {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
	}
	return name, open, true
}
