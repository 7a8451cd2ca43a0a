package highlight

import "strings"

func (l *Lexer) yaml(w *writer, line string) {
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	switch {
	case l.quote != 0:
		l.quoted(w, line)
		return
	case l.block >= 0 && (indent > l.block || strings.TrimSpace(line) == ""):
		w.value(Text, line, l.hidden)
		return
	}
	l.block = -1
	w.add(Plain, line[:indent], false)
	rest, column := line[indent:], indent
	for strings.HasPrefix(rest, "- ") {
		dash := len(rest) - len(strings.TrimLeft(rest[1:], " "))
		w.add(Plain, rest[:dash], false)
		rest, column = rest[dash:], column+dash
	}
	name := ""
	if end := keyEnd(rest); end > 0 {
		name = strings.Trim(strings.TrimSpace(rest[:end]), `"'`)
		w.add(Key, rest[:end], false)
		w.add(Plain, ":", false)
		rest = rest[end+1:]
	}
	l.yamlValue(w, rest, name, column)
}

// keyEnd is where the colon behind the key is that a text begins with; 0 without one.
func keyEnd(text string) int {
	if text == "" || strings.IndexByte("#{}[],&*!|>%@`", text[0]) >= 0 {
		return 0
	}
	at := 0
	if quote := text[0]; quote == '\'' || quote == '"' {
		end := strings.IndexByte(text[1:], quote)
		if end < 0 {
			return 0
		}
		at = end + 2
		if len(strings.TrimLeft(text[at:], " ")) == 0 || strings.TrimLeft(text[at:], " ")[0] != ':' {
			return 0
		}
	}
	for ; at < len(text); at++ {
		switch {
		case text[at] == ':' && (at+1 == len(text) || text[at+1] == ' ' || text[at+1] == '\t' || text[at+1] == '\r'):
			return at
		case text[at] == '#' && text[at-1] == ' ':
			return 0
		}
	}
	return 0
}

// yamlValue is what stands behind a key, or an item of a list. column is where its
// parent begins: a block of text stands deeper.
func (l *Lexer) yamlValue(w *writer, rest, name string, column int) {
	for {
		space := len(rest) - len(strings.TrimLeft(rest, " \t"))
		w.add(Plain, rest[:space], false)
		rest = rest[space:]
		if rest == "" || rest[0] != '&' && rest[0] != '!' {
			break
		}
		end := strings.IndexAny(rest+" ", " \t")
		w.add(Meta, rest[:end], false)
		rest = rest[end:]
	}
	if rest == "" {
		return
	}
	secret := isSecretName(name)
	switch rest[0] {
	case '#':
		l.comment(w, rest)
	case '\'', '"':
		l.quote, l.hidden = rest[0], secret && !isReference(rest)
		w.add(Text, rest[:1], false)
		l.quoted(w, rest[1:])
	case '|', '>':
		w.add(Meta, rest, false)
		if !isYAML(name) {
			l.block, l.hidden = column, secret
		}
	case '{', '[':
		w.mark(Plain, rest)
	default:
		value, comment := rest, ""
		if at := strings.Index(rest, " #"); at >= 0 {
			value, comment = rest[:at], rest[at:]
		}
		class := Text
		if isWord(strings.TrimSpace(value)) {
			class = Word
		} else if value[0] == '*' {
			class = Meta
		}
		w.value(class, value, secret && class != Meta && !isReference(value))
		l.comment(w, comment)
	}
}

// quoted is a text up to the quote that ends it, on this line or a later one.
func (l *Lexer) quoted(w *writer, text string) {
	end := 0
	for ; end < len(text); end++ {
		if text[end] == '\\' && l.quote == '"' {
			end++
		} else if text[end] == l.quote {
			if l.quote == '\'' && end+1 < len(text) && text[end+1] == '\'' {
				end++
				continue
			}
			break
		}
	}
	if end >= len(text) {
		w.value(Text, text, l.hidden)
		return
	}
	w.value(Text, text[:end], l.hidden)
	w.add(Text, text[end:end+1], false)
	l.quote = 0
	if at := strings.IndexByte(text[end+1:], '#'); at >= 0 {
		w.add(Plain, text[end+1:end+1+at], false)
		l.comment(w, text[end+1+at:])
		return
	}
	w.add(Plain, text[end+1:], false)
}

// comment is one that may have an old secret in it.
func (l *Lexer) comment(w *writer, text string) { w.mark(Comment, text) }

// isYAML tells whether a block of text below a key is YAML itself.
func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml") || name == "content"
}

func isWord(value string) bool {
	switch strings.ToLower(value) {
	case "true", "false", "yes", "no", "on", "off", "null", "~":
		return true
	}
	return value != "" && strings.Trim(value, "0123456789.-+_") == ""
}
