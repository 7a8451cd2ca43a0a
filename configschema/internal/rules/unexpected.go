package rules

import (
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// Unexpected reports the keys that this version does not know, of session.redis
// or of what stands under a key with dots.
func (c *Checker) Unexpected(key string, e yamltree.Entry) {
	for l := range keys.Leaves(key, e, c.Version) {
		if keys.Expected(l.Key, c.Version) || l.Value.FromFile && authelia.IsSection(l.Key) {
			continue
		}
		if c.full() {
			c.Unlisted++ // to look for what each of 100,000 keys was meant to be takes seconds
			continue
		}
		p := causes.Problem{Key: l.Form, Line: l.Line, Column: l.Column, Severity: causes.Error, Code: "F01", Message: c.Version.Profile().UnexpectedKey + l.Key,
			PlainText: phrase.Of("{option} is no option of Authelia {version}", "option", authelia.ShortName(l.Key), "version", c.Version.String())}
		c.explainKey(&p, l)
		c.Add(p)
	}
}

// explainKey says what to do about an unexpected key.
func (c *Checker) explainKey(p *causes.Problem, l keys.Leaf) {
	known, isField := authelia.OptionOf(l.Key)
	near, move := keys.Nearest(l.Key)
	deeper, isWithin := keys.WithinItself(l.Key)
	switch {
	case isWithin:
		p.HintText = phrase.Of("{option} is too deep: {section} is written a second time below itself. Move it up to the other options.", "option", authelia.ShortName(deeper), "section", authelia.RootOf(l.Key).Path)
		if !strings.Contains(deeper, "[]") {
			p.Fix = causes.NewFix("Move it to {section}", authelia.Values{l.Form: "", deeper: yamltree.ScalarText(l.Value)}, "section", authelia.RootOf(l.Key).Path)
		}
	case authelia.RootOf(l.Key) != nil && l.Key == authelia.RootOf(l.Key).Path || authelia.IsSection(l.Key):
		p.Code = "empty-section"
		p.PlainText = phrase.Of("{option} is a section, and has no options below it", "option", authelia.ShortName(l.Key))
		p.HintText = phrase.Of("Write its options below it, or delete the line.")
		if l.Key == authelia.TLSPath && l.Value.Kind != yamltree.List {
			p.HintText = phrase.Of("TLS is switched on by any one option below tls:, for example minimum_version.")
			p.Fix = causes.NewFix("Use TLS 1.2 or newer", authelia.Values{authelia.KeyMinVersion: "TLS1.2"})
		}
	case isField && known.Decoded(c.Version):
		p.Code = "A12"
		p.HintText = phrase.Of("Authelia 4.33.0 to 4.34.4 documents this option and then refuses it. Upgrade to 4.34.5 or later, or remove it.")
		p.Fix = removal(l.Key)
	case isField:
		p.HintText = phrase.Of("This option exists since Authelia {version}. Remove it, or upgrade Authelia.", "version", known.FirstVersion.String())
		p.Fix = removal(l.Key)
	case l.Key == authelia.Prefix+"timeouts" || strings.HasPrefix(l.Key, authelia.Prefix+"timeouts."):
		p.HintText = phrase.Of("Never had an effect; rejected since 4.34.5. Remove it. Use timeout from 4.38.18.")
		p.Fix = removal(l.Key)
	case isOfChart(l.Key):
		p.HintText = phrase.Of("This is a key of Authelia's Helm chart. A configuration.yml has no such option: remove it.")
		if !isBelowOption(l.Key) { // there the value is kept by the fix of the option
			p.Fix = removal(l.Form)
		}
	case isBelowOption(l.Key):
		p.HintText = phrase.Of("{option} takes one value behind its colon, and nothing below it.", "option", authelia.ShortName(parentOf(l.Key)))
	case keys.SwitchesTLS(l.Key) && l.Value.Kind != yamltree.Mapping && authelia.RootOf(l.Key) != nil:
		p.HintText = phrase.Of("Authelia has no switch for TLS: a section tls: with any option in it switches it on.")
		if on := strings.ToLower(yamltree.ScalarText(l.Value)); on == "true" || on == "yes" || on == "on" || on == "1" {
			p.Fix = causes.NewFix("Use TLS 1.2 or newer", authelia.Values{l.Form: "", authelia.RootOf(l.Key).TLS() + ".minimum_version": "TLS1.2"})
		} else {
			p.Fix = removal(l.Form)
		}
	case keys.IsAuthority(l.Key):
		p.HintText = phrase.Of("session.redis has no option for the certificate of an authority: put it into the directory that Authelia's global option certificates_directory names.")
		p.Fix = removal(l.Form)
	case near == authelia.KeyHost && isPlainHost(yamltree.ScalarText(l.Value)) && c.node(authelia.KeyHost) == nil && l.Value.Kind == yamltree.Text:
		p.HintText = phrase.Of("Did you mean {option}?", "option", authelia.ShortName(near))
		p.Fix = causes.NewFix("Rename it to {option}", authelia.Values{l.Form: "", near: yamltree.ScalarText(l.Value)}, "option", authelia.ShortName(near))
	case near == authelia.KeyHost && l.Value.Kind != yamltree.Mapping && l.Value.Kind != yamltree.List:
		p.HintText = phrase.Of("session.redis takes no address in one: host and port are two options.")
		p.Fix = c.splitAddress(l.Form, l.Value)
	case near != "":
		p.HintText = phrase.Of("Did you mean {option}?", "option", authelia.ShortName(near))
		if move && l.Value.Kind != yamltree.Mapping && l.Value.Kind != yamltree.List {
			p.Fix = causes.NewFix("Rename it to {option}", authelia.Values{l.Form: "", near: yamltree.ScalarText(l.Value)}, "option", authelia.ShortName(near))
		}
	default:
		p.HintText = phrase.Of("Authelia has no such option. Remove it.")
		p.Fix = removal(l.Form)
	}
}

// isPlainHost tells whether a text is a name or an address, and nothing beside it.
func isPlainHost(text string) bool { return text != "" && !strings.ContainsAny(text, ":/@?") }

func parentOf(key string) string { return key[:max(0, strings.LastIndexByte(key, '.'))] }

// isBelowOption tells whether a key stands below what takes a plain value.
func isBelowOption(key string) bool {
	_, ok := authelia.OptionOf(parentOf(key))
	return ok
}

// isOfChart tells whether a key is one that Authelia's Helm chart has beside the options.
func isOfChart(key string) bool {
	section, name := key[:strings.LastIndex(key, ".")+1], key[strings.LastIndex(key, ".")+1:]
	switch name {
	case "enabled":
		return authelia.IsSection(strings.TrimSuffix(section, ".")) || section == authelia.Prefix
	case "deploy", "enabledSecret", "enabledsecret", "enabled_secret":
		return strings.HasPrefix(section, authelia.Prefix)
	case "value", "path", "secret_name", "disabled":
		return section == authelia.KeyPassword+"." || section == authelia.HAPrefix+"password."
	}
	return false
}

func removal(key string) *causes.Fix {
	return causes.NewFix("Remove {option}", authelia.Values{key: ""}, "option", authelia.ShortName(key))
}

// ignored warns of such keys below redis.
func (c *Checker) ignored(n *yamltree.Value, path string) {
	if n.Kind != yamltree.Mapping || c.Version.Profile().NestsDots || len(path) > yamltree.MaxPath {
		return
	}
	for _, e := range n.Entries {
		if strings.Contains(e.Key, ".") && keys.Accepted(path+e.Key, e, c.Version) {
			c.Add(IgnoredKey(path+e.Key, e, c.Version))
			continue
		}
		if e.Value.Kind == yamltree.Mapping {
			c.ignored(e.Value, path+e.Key+".")
		}
	}
}

// IgnoredKey is the problem of a key with dots in a release that ignores those.
func IgnoredKey(key string, e yamltree.Entry, v authelia.Version) causes.Problem {
	p := causes.Problem{Key: key, Line: e.Line, Column: e.Column, Severity: causes.Warning, Code: "ignored-option",
		MessageText: phrase.Of("Authelia {version} accepts the key '{key}' with its dots, and ignores it", "version", v.String(), "key", e.Key),
		HintText:    phrase.Of("Write the nested form: each part on its own line, two spaces further in.")}
	if value := yamltree.ScalarText(e.Value); value != "" {
		p.Fix = causes.NewFix("Write it nested", authelia.Values{key: value})
	}
	return p
}
