// Package locale is the catalogue of everything that people read, in every
// language that the wizard speaks, and the choice among them. Texts are written
// in English where they are used, as constants of the type phrase.Text; `go
// generate ./web/locale` finds them all and brings each language's files up to
// date, and a test fails where a translation is missing.
//
// The files are gettext's .po, which every tool for translators reads. There is
// one for each part of the program, because the browser's modules load only what
// they say themselves.
package locale

//go:generate go run ./extract

import (
	"context"
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
	"golang.org/x/text/language"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/spoken"
)

// Locale is one language that the wizard speaks.
type Locale struct {
	// Tag is the language's code in BCP 47, as in HTML's attribute lang.
	Tag string
	// Name is what the language is called in itself.
	Name string
	// Decimal is the sign between the whole number and its fraction.
	Decimal string

	catalogue func() map[string]map[string]string // by part, then by English
	say       phrase.Language                     // in place of a catalogue
}

// Made is a language that is made up by a function. With one that puts marks
// around each text, tests find what is not said in any language.
func Made(tag string, say phrase.Language) *Locale {
	return &Locale{Tag: tag, Name: tag, Decimal: ",", catalogue: English.catalogue, say: say}
}

// The parts of the catalogue, in the order in which a text is given to the first
// one that uses it.
const (
	Evaluation = "evaluation" // configschema
	API        = "api"        // what stands around configschema, and the module
	Connection = "connection" // the connection test
	Codes      = "codes"      // what there is to say about each code
	Page       = "page"       // everything else
)

// Parts lists them.
var Parts = []string{Evaluation, API, Connection, Codes, Page}

//go:embed */*.po
var files embed.FS

// All lists the languages; the first one is for people who speak none of them.
var All = []*Locale{
	{Tag: "en", Name: "English", Decimal: ".", catalogue: func() map[string]map[string]string { return nil }},
	translated("de", "Deutsch", ","),
}

// translated is a language with a catalogue, which is read when it is first spoken.
func translated(tag, name, decimal string) *Locale {
	return &Locale{Tag: tag, Name: name, Decimal: decimal, catalogue: sync.OnceValue(func() map[string]map[string]string { return read(tag) })}
}

// English is the language in which the texts are written.
var English = All[0]

// read reads a language's files. One that is not there yet has no translations,
// which a test of the catalogue does not let pass.
func read(tag string) map[string]map[string]string {
	parts := map[string]map[string]string{}
	for _, part := range Parts {
		text, _ := files.ReadFile(tag + "/" + part + ".po")
		po := gotext.NewPo()
		po.Parse(text)
		parts[part] = map[string]string{}
		for id, translation := range po.GetDomain().GetTranslations() {
			if id != "" && translation.Trs[0] != "" {
				parts[part][id] = translation.Trs[0]
			}
		}
	}
	return parts
}

// Translations are what some parts of the catalogue say in the language, by the
// English; empty for English.
func (l *Locale) Translations(parts ...string) map[string]string {
	all := map[string]string{}
	for _, part := range parts {
		maps.Copy(all, l.catalogue()[part])
	}
	return all
}

// Language is how everything below the server is told what to speak; nil for
// English.
func (l *Locale) Language() phrase.Language {
	parts := l.catalogue()
	if parts == nil {
		return l.say
	}
	return func(english string) string {
		for _, part := range Parts {
			if said, known := parts[part][english]; known {
				return said
			}
		}
		return english
	}
}

// Number writes a number, such as "12.5", with the language's decimal sign.
func (l *Locale) Number(number string) string { return strings.ReplaceAll(number, ".", l.Decimal) }

// Named is the language of a code.
func Named(tag string) (*Locale, bool) {
	i := slices.IndexFunc(All, func(l *Locale) bool { return l.Tag == tag })
	if i < 0 {
		return nil, false
	}
	return All[i], true
}

var matcher = sync.OnceValue(func() language.Matcher {
	tags := make([]language.Tag, len(All))
	for i, l := range All {
		tags[i] = language.Make(l.Tag)
	}
	return language.NewMatcher(tags)
})

// Choose picks the language that suits best: the one that was chosen by hand, if
// it is one of ours, otherwise by the browser's Accept-Language.
func Choose(chosen, accepted string) *Locale {
	if l, known := Named(chosen); known {
		return l
	}
	wanted, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, i, _ := matcher().Match(wanted...)
	return All[i]
}

type key struct{}

// With puts the language of a page into the context in which it is rendered, for what
// draws it, too.
func With(ctx context.Context, l *Locale) context.Context {
	return context.WithValue(spoken.With(ctx, l.Spoken()), key{}, l)
}

// Spoken is the language as pages are drawn in it.
func (l *Locale) Spoken() *spoken.Language {
	return &spoken.Language{Tag: l.Tag, Decimal: l.Decimal, Phrases: l.Language(), Choices: Choices()}
}

// Choices are the languages that people can choose.
var Choices = sync.OnceValue(func() (all []spoken.Choice) {
	for _, l := range All {
		all = append(all, spoken.Choice{Tag: l.Tag, Name: l.Name, Decimal: l.Decimal})
	}
	return all
})

// In is the language of the page that is being rendered: English unless it was
// said otherwise.
func In(ctx context.Context) *Locale {
	if l, ok := ctx.Value(key{}).(*Locale); ok {
		return l
	}
	return English
}
