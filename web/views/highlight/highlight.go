// Package highlight takes the texts of files apart for showing them: keys, texts, words,
// comments, and what is secret in them. It goes by lines and forgives everything, because
// it also sees files that nobody can read; it is no parser, and nothing is decided by it
// but how a text looks. A library for it would be a fifth of the module.
package highlight

import "strings"

// Class is what a part of a line is; it is the class of its element as well.
type Class string

// The classes.
const (
	Plain   Class = ""
	Key     Class = "k"
	Text    Class = "s"
	Word    Class = "n" // a number, true, null
	Comment Class = "c"
	Meta    Class = "m" // a heading, a tag, an anchor, the head of a block
)

// A Part is a piece of a line that looks alike.
type Part struct {
	Class  Class
	Text   string
	Secret bool
}

// A Line is the parts of a line, without its line break.
type Line []Part

// Lexer reads the lines of one file, one after the other. Languages are those of
// render.File: "yaml", "env", "ini", "conf", "shell" and "text".
type Lexer struct {
	language string
	secrets  Secrets
	all      bool // whether everything is secret

	quote  byte // that is open from line to line
	hidden bool // whether what is quoted, or the block, is secret
	block  int  // the column of the key of a block of text; -1 outside
	pem    bool // in a private key
}

// New is a lexer for a language. Of a file that is nothing but a secret, all is.
func New(language string, secrets Secrets, all bool) *Lexer {
	return &Lexer{language: language, secrets: secrets, all: all && language == "text", block: -1}
}

// Lines are the lines of a text.
func (l *Lexer) Lines(text string) []Line {
	text = strings.TrimSuffix(text, "\n")
	lines := make([]Line, 0, 1+strings.Count(text, "\n"))
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, l.Line(line))
	}
	return lines
}

// Line is the next line.
func (l *Lexer) Line(line string) Line {
	if l.all {
		return Line{{Text, line, line != ""}}
	}
	w := &writer{}
	switch l.language {
	case "yaml":
		l.yaml(w, line)
	case "env", "ini":
		l.assignment(w, line)
	case "conf":
		l.directive(w, line)
	case "shell":
		l.shell(w, line)
	default:
		w.add(Plain, line, false)
	}
	if l.inPrivateKey(line) {
		for i := range w.line {
			w.line[i].Secret = w.line[i].Class != Key && strings.TrimSpace(w.line[i].Text) != ""
		}
	}
	return l.secrets.mark(w.line)
}

// inPrivateKey tells whether a line is one of a private key in PEM, whatever it stands in,
// or looks like one: the lines of a hunk may begin in the middle of it.
func (l *Lexer) inPrivateKey(line string) bool {
	was := l.pem
	if strings.Contains(line, "PRIVATE KEY-----") {
		l.pem = strings.Contains(line, "-----BEGIN") && !strings.Contains(line, "-----END")
		return true
	}
	return was || isBase64(strings.TrimSpace(line))
}

// isBase64 tells whether a text is a full line of base64, as PEM has them.
func isBase64(text string) bool {
	return len(text) >= 60 && len(text) <= 76 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == ""
}

// Count is how many secrets there are in lines: one that goes over several is one.
func Count(lines []Line) (n int) {
	open := false // whether the line before ended in a secret
	for _, line := range lines {
		for i, part := range line {
			if part.Secret && (i > 0 || !open) && (i == 0 || !line[i-1].Secret) && !(open && onlySpace(line[:i])) {
				n++
			}
		}
		open = len(line) > 0 && line[len(line)-1].Secret
	}
	return n
}

func onlySpace(parts []Part) bool {
	for _, part := range parts {
		if strings.TrimSpace(part.Text) != "" {
			return false
		}
	}
	return true
}

// writer joins parts that look alike.
type writer struct{ line Line }

func (w *writer) add(class Class, text string, secret bool) {
	if text == "" {
		return
	}
	if last := len(w.line) - 1; last >= 0 && w.line[last].Class == class && w.line[last].Secret == secret {
		w.line[last].Text += text
		return
	}
	w.line = append(w.line, Part{class, text, secret})
}

// value is a text that may have a secret in it: quotes, and the space around, are none.
func (w *writer) value(class Class, text string, secret bool) {
	if !secret {
		w.mark(class, text)
		return
	}
	bare := strings.Trim(text, " \t\r\"'")
	if bare == "" {
		w.add(class, text, false)
		return
	}
	at := strings.Index(text, bare)
	if before := text[:at]; strings.TrimSpace(before) == "" {
		w.add(Plain, before, false)
	} else {
		w.add(class, before, false)
	}
	w.add(class, bare, true)
	w.add(class, text[at+len(bare):], false)
}
