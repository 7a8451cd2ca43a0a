package redact

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema"
	"redis-wizard/configschema/userinfo"
)

// Source is one YAML that is judged.
type Source struct {
	// Name is what problems call it by (Problem.File), where there are several.
	Name string
	Text string
	// Parts are texts that stand in it line by line, such as a configuration.yml in a
	// ConfigMap, with the number of lines above each.
	Parts []configschema.File

	inner []*Source // of Parts
	lines []string  // filled in by Line
	parts []bool    // filled in by continues
}

// Sources are texts that were given, with the configurations that were found inside them.
func Sources(given, found []configschema.File) []*Source {
	sources := make([]*Source, len(given))
	for i, text := range given {
		sources[i] = &Source{Name: text.Name, Text: text.Text}
		for _, part := range found {
			if part.Above > 0 && (len(given) == 1 || part.Name == text.Name || i == 0 && part.Name == "") {
				sources[i].Parts = append(sources[i].Parts, part)
			}
		}
	}
	return sources
}

// maxShown bounds the length of a line that is looked at for being shown.
const maxShown = 16 << 10

// Line is a line of the source by its number from 1, as YAML counts them; of a part,
// as it is there. False says that there is no such line.
func (s *Source) Line(number int) (string, bool) {
	if part, inner := s.part(number); part != nil {
		return part.Line(inner)
	}
	if s.lines == nil {
		s.lines = yamlLines(s.Text)
	}
	if number < 1 || number > len(s.lines) {
		return "", false
	}
	return s.lines[number-1], true
}

// yamlLines cuts a text where YAML sees line breaks: CRLF, LF, CR, NEL, LS, PS.
func yamlLines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), "\n")
}

// part is the part that a line is in, and the number that the line has there.
func (s *Source) part(number int) (*Source, int) {
	for i, file := range s.Parts {
		if i == len(s.inner) {
			s.inner = append(s.inner, &Source{Text: file.Text})
		}
		if _, ok := s.inner[i].Line(number - file.Above); ok {
			return s.inner[i], number - file.Above
		}
	}
	return nil, 0
}

// Visible is a line without what may be secret; of a part, as it is there. It goes by
// the text alone, as the YAML may be broken, and says false when nothing tells what the
// line is: it could be a piece of a secret that goes over several lines.
func (s *Source) Visible(number int) (string, bool) {
	if part, inner := s.part(number); part != nil {
		return part.Visible(inner)
	}
	line, ok := s.Line(number)
	if !ok || len(line) > maxShown || !utf8.ValidString(line) || s.continues(number) {
		return "", false
	}
	if found := assignment.FindStringSubmatchIndex(line); found != nil && !s.continues(number) {
		if !isShownVariable(line[found[2]:found[3]]) {
			return line[:found[1]] + Hidden, true
		}
		return line[:found[1]] + visibleValue(line[found[1]:]), true
	}
	key, at := yamlKey(line)
	if at < 0 {
		return "", false
	}
	value := line[at:]
	if strings.TrimSpace(value) == "" {
		return line, true
	}
	if !mayBeShown(key) && !wholeReference.MatchString(strings.Trim(value, ` "'`)) {
		return line[:at] + " " + Hidden, true
	}
	return line[:at] + visibleValue(value), true
}

// visibleValue is the value of an option that is no secret, without what is one
// all the same: the user and password of a URL, what stands behind another key
// in braces, and comments, which may be an old password.
func visibleValue(value string) string {
	value, _, _ = strings.Cut(value, " #")
	value, _, _ = strings.Cut(value, "\t#")
	if scheme, name, rest := userinfo.Split(value); len(rest) < len(value) {
		if scheme == "" {
			scheme = name[:min(1, len(name))] // the blank behind the key
		}
		value = scheme + Hidden + "@" + rest
	}
	first := strings.IndexAny(value, "{[,?") // what stands behind it is nested
	for _, at := range keyInValue.FindAllStringSubmatchIndex(value, -1) {
		name := lastName(strings.Trim(value[at[2]:at[3]], `"'`))
		nested := first >= 0 && first < at[2]
		if secretLike(name) || nested && name != "" && !shownNames[name] {
			return value[:at[1]] + " " + Hidden
		}
	}
	return value
}

var keyInValue = regexp.MustCompile(`([A-Za-z0-9_.\-"']*)[ "']*[:=]`)
