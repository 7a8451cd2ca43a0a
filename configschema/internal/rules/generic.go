package rules

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/phrase"
)

// generic checks what follows from the facts about an option alone: that it is there,
// its bounds and its choices, in each row of a list.
func (c *Checker) generic(s *decode.Settings) {
	for _, o := range c.Root.Options {
		if !o.In(c.Version) || !o.Required && o.Min == o.Max && (o.Choices == nil || o.Type != authelia.Text) {
			continue
		}
		list, inner, isList := strings.Cut(o.Key, "[]")
		switch rows := s.Rows[list]; {
		case isList && inner == "" && rows == 0 && o.Required && !s.FromFile[authelia.Key(list)]:
			c.required(authelia.Key(list))
		case isList:
			for i := range rows {
				c.option(o, authelia.At(o.Key, i), s)
			}
		case s.Sections[o.Key[:strings.LastIndexByte(o.Key, '.')]] || strings.LastIndexByte(o.Key, '.') == len(c.Root.Path):
			c.option(o, authelia.Key(o.Key), s)
		}
	}
}

func (c *Checker) option(o authelia.Option, key authelia.Key, s *decode.Settings) {
	number, isNumber := s.Numbers[key]
	text := s.Texts[key]
	given := text != "" || isNumber || s.Flags[key] || s.Durations[key] != 0 || s.Unknown[key]
	switch {
	case o.Required && !given:
		c.required(key)
	case o.Min != o.Max && isNumber && (number < int64(o.Min) || number > int64(o.Max)):
		c.error(key, "out-of-range", c.about(key)+" must be between "+strconv.Itoa(o.Min)+" and "+strconv.Itoa(o.Max)+" "+c.Version.Profile().Configured+" '"+strconv.FormatInt(number, 10)+"'",
			phrase.Of("{option} must be between {least} and {most}, but is {value}", "option", authelia.ShortName(key.Spelled()), "least", strconv.Itoa(o.Min), "most", strconv.Itoa(o.Max), "value", strconv.FormatInt(number, 10)),
			"Write a number within these bounds.", nil)
	case o.Type == authelia.Text && o.Choices != nil && text != "" && !slices.Contains(o.Choices, text):
		c.error(key, "not-a-choice", c.about(key)+" must be one of '"+strings.Join(o.Choices, "', '")+"' "+c.Version.Profile().Configured+" '"+text+"'",
			phrase.Of("{option} must be one of {choices}, but is “{value}”", "option", authelia.ShortName(key.Spelled()), "choices", strings.Join(o.Choices, ", "), "value", text),
			"Write one of them, exactly as it is spelled.", nil)
	}
}

func (c *Checker) required(key authelia.Key) {
	c.error(key, "required", c.about(key)+" is required", phrase.Of("{option} is required, and is not set", "option", authelia.ShortName(key.Spelled())), "Set it: Authelia has no default for it.", nil)
}

// about is how the validator names an option: by its sections, and by itself.
func (c *Checker) about(key authelia.Key) string {
	text := key.Spelled()
	at := strings.LastIndexByte(text, '.')
	return strings.ReplaceAll(text[:at], ".", ": ") + ": option '" + text[at+1:] + "'"
}

// list writes names as the validator does: 'a' and 'b', or 'a', 'b', and 'c'.
func list(names []string) string {
	last := len(names) - 1
	head := "'" + strings.Join(names[:last], "', '") + "'"
	if last > 1 {
		head += ","
	}
	return head + " and '" + names[last] + "'"
}

// Beside are the names of the roots of one section that are there, of which there may
// be only one; none for a root that may stand beside others.
func Beside(root *authelia.Root, v authelia.Version, there func(*authelia.Root) bool) (names []string) {
	for _, r := range v.Roots() {
		if root.Alone && r.Alone && r.Parent() == root.Parent() && there(r) {
			names = append(names, r.Name())
		}
	}
	return names
}
