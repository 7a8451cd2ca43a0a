package highlight

import "strings"

// assignment is a line of an environment file or of a unit: NAME=value.
func (l *Lexer) assignment(w *writer, line string) {
	bare := strings.TrimLeft(line, " \t")
	equals := strings.IndexByte(line, '=')
	switch {
	case l.quote != 0:
		l.quoted(w, line)
	case bare == "" || bare[0] == '#' || bare[0] == ';':
		l.comment(w, line)
	case bare[0] == '[':
		w.add(Meta, line, false)
	case equals < 0:
		w.add(Plain, line, false)
	default:
		name, value := line[:equals], line[equals+1:]
		w.add(Key, name, false)
		w.add(Plain, "=", false)
		secret := isSecretName(strings.TrimPrefix(strings.TrimSpace(name), "export ")) && !isReference(value)
		if value != "" && (value[0] == '\'' || value[0] == '"') && l.language == "env" {
			l.quote, l.hidden = value[0], secret
			w.add(Text, value[:1], false)
			l.quoted(w, value[1:])
			return
		}
		class := Text
		if isWord(value) {
			class = Word
		}
		if secret {
			w.value(class, value, true)
		} else {
			w.mark(class, value)
		}
	}
}

// secretDirectives are those of Redis and its sentinels that end in a secret.
var secretDirectives = map[string]bool{"requirepass": true, "masterauth": true, "auth-pass": true, "sentinel-pass": true, "tls-key-file-pass": true}

// directive is a line of redis.conf or sentinel.conf.
func (l *Lexer) directive(w *writer, line string) {
	bare := strings.TrimSpace(line)
	if bare == "" || bare[0] == '#' {
		l.comment(w, line)
		return
	}
	words := strings.Fields(bare)
	name := words[0]
	if name == "sentinel" && len(words) > 1 {
		name = words[1]
	}
	end := strings.Index(line, words[0]) + len(words[0])
	w.add(Key, line[:end], false)
	rest := line[end:]
	switch {
	case secretDirectives[name]:
		last := strings.LastIndex(rest, words[len(words)-1])
		if open := strings.IndexAny(rest, `"{`); open >= 0 { // quoted, or a place to fill in
			last = open
		}
		w.add(Plain, rest[:last], false)
		w.value(Text, rest[last:], !strings.HasPrefix(rest[last:], "{") && !strings.HasSuffix(rest, "}"))
	case name == "user":
		for i, word := range strings.SplitAfter(rest, " ") {
			bare := strings.Trim(word, ` "`)
			secret := i > 0 && len(bare) > 1 && (bare[0] == '>' || bare[0] == '#') && bare[1] != '{'
			w.value(Plain, word, secret)
		}
	default:
		class := Text
		if isWord(strings.TrimSpace(rest)) {
			class = Word
		}
		w.add(class, rest, false)
	}
}

// shell is a line of a script.
func (l *Lexer) shell(w *writer, line string) {
	if l.quote == 0 && strings.HasPrefix(strings.TrimSpace(line), "#") {
		l.comment(w, line)
		return
	}
	for line != "" {
		if l.quote == 0 {
			at := strings.IndexAny(line, `'"`)
			if at < 0 {
				break
			}
			w.add(Plain, line[:at], false)
			l.quote, l.hidden = line[at], false
			w.add(Text, line[at:at+1], false)
			line = line[at+1:]
		}
		end := strings.IndexByte(line, l.quote)
		if end < 0 {
			w.add(Text, line, false)
			return
		}
		w.add(Text, line[:end+1], false)
		l.quote, line = 0, line[end+1:]
	}
	w.add(Plain, line, false)
}
