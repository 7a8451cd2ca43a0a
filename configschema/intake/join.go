package intake

import (
	"regexp"
	"slices"
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

// Text boxes end lines with CR LF. A line of a file that looks like a mark gets one #
// more.
const restOfMark = markStart + `(.*)` + markEnd + `( \(no newline at the end\))?\r?$`

var (
	mark     = regexp.MustCompile(`(?m)^` + restOfMark)
	likeMark = regexp.MustCompile(`(?m)^#*` + restOfMark)
)

// Join writes several files into one text, from which Split gets them back byte
// for byte. One file without a name is the text itself.
func Join(files []configschema.File) string {
	if len(files) == 1 && slices.Equal(Split(files[0].Text), files) {
		return files[0].Text
	}
	var b strings.Builder
	for _, f := range files {
		name := f.Name
		if strings.HasPrefix(name, `"`) || strconv.Quote(name) != `"`+name+`"` {
			name = strconv.Quote(name)
		}
		b.WriteString(markStart + name + markEnd)
		if !isEnded(f.Text) {
			b.WriteString(markNoEnd)
		}
		b.WriteString("\n" + likeMark.ReplaceAllString(f.Text, "#$0"))
		if !isEnded(f.Text) {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// isEnded tells whether a text needs no line break behind it.
func isEnded(text string) bool { return text == "" || strings.HasSuffix(text, "\n") }

// Lines is how many lines Join makes of a file among several.
func Lines(f configschema.File) int {
	lines := 1 + strings.Count(f.Text, "\n") // the mark, and its own
	if !isEnded(f.Text) {
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
	if first, _, _ := strings.Cut(text, "\n"); !mark.MatchString(first) {
		return []configschema.File{{Text: text}}
	}
	marks := mark.FindAllStringSubmatchIndex(text, -1)
	for i, at := range marks {
		name := text[at[2]:at[3]]
		if plain, err := strconv.Unquote(name); err == nil && strings.HasPrefix(name, `"`) {
			name = plain
		}
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		body := strings.TrimPrefix(text[at[1]:end], "\n")
		body = likeMark.ReplaceAllStringFunc(body, func(line string) string { return line[1:] })
		if at[4] >= 0 {
			body = strings.TrimSuffix(body, "\n")
		}
		files = append(files, configschema.File{Name: name, Text: body})
	}
	return files
}
