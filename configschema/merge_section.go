package configschema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// RedisSection is where session.redis stands in a configuration.yml, or in a
// fragment of one: source[start:end]. It spans whole lines, with the line break
// of the last one and without comments around it, or just key and value in a
// file written with braces. When the options are spelt with dots
// ("session.redis.host: redis", for the versions of Authelia that know those)
// it reaches from the first of them to the last. Nothing is found in a source
// that is no YAML, nor when the section comes through an alias or a merge key.
func RedisSection(source string) (start, end int, found bool) {
	for _, version := range []Version{Newest(), {38, 0}, {29, 4}} { // as usual; keys with dots; keys in capitals
		if start, end, _, found = sectionIn(source, version); found {
			return start, end, true
		}
	}
	return 0, 0, false
}

// sectionIn is where one version finds session.redis. It is scattered when it
// is no single entry.
func sectionIn(source string, version Version) (start, end int, scattered, found bool) {
	doc, err := parse(nil, source, version)
	var root yaml.Node
	if err != nil || yaml.Unmarshal([]byte(source), &root) != nil || len(root.Content) == 0 || firstInvalid(source) >= 0 || root.Content[0].Kind != yaml.MappingNode {
		return 0, 0, false, false
	}
	text := newSourceText(source)
	var nested, dotted [][2]int
	var walk func(m *yaml.Node, path string)
	walk = func(m *yaml.Node, path string) {
		for i := 0; i+1 < len(m.Content); i += 2 {
			k, v := m.Content[i], m.Content[i+1]
			full := path + k.Value
			if !version.Since(v430) {
				full = strings.ToLower(full)
			}
			switch {
			case k.Kind != yaml.ScalarNode, strings.Contains(k.Value, ".") && !nests(version):
			case full == redisPath:
				nested = append(nested, text.entryRange(m, k, v))
			case strings.HasPrefix(full, Prefix):
				dotted = append(dotted, text.entryRange(m, k, v))
			case full == "session" && v.Kind == yaml.MappingNode:
				walk(v, "session.")
			}
		}
	}
	_, base, _ := withoutRedis(doc, version)
	walk(root.Content[0], base)
	if n := len(nested); n > 0 { // of duplicates, the last one counts
		return nested[n-1][0], nested[n-1][1], n+len(dotted) > 1, true
	}
	if n := len(dotted); n > 0 {
		return dotted[0][0], dotted[n-1][1], n > 1, true
	}
	return 0, 0, false, false
}

// entryRange is what an entry of a mapping takes up: whole lines where it has
// them to itself.
func (s *sourceText) entryRange(m, k, v *yaml.Node) [2]int {
	start, end := s.start(k), s.entryEnd(k, v)
	if m.Style&yaml.FlowStyle == 0 && s.firstOnLine(start) {
		return [2]int{s.lineStart(start), s.nextLine(end)}
	}
	return [2]int{start, end}
}
