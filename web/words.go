package web

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"

	"redis-wizard/web/assets"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// What the modules of the page say comes to them as files, one for each module and
// language other than English. They are assets like any other: served under the
// hash of their content.

// moduleWords are the parts of the catalogue that each module says.
var moduleWords = []struct {
	name  string
	parts []string
}{
	{"words", []string{locale.Evaluation}},
	{"workshop-words", []string{locale.Evaluation, locale.Workshop}},
}

func wordsFile(name string, l *locale.Locale) string { return name + "." + l.Tag + ".json" }

// loadWords makes the files, once for the whole process, and when the first page in
// such a language asks for them: packing takes nearly half a second.
var loadWords = sync.OnceValues(func() (map[string]*assets.File, error) {
	files := map[string]*assets.File{}
	for _, l := range locale.All[1:] {
		for _, module := range moduleWords {
			content, err := json.Marshal(l.Translations(module.parts...))
			if err != nil {
				return nil, fmt.Errorf("encode the translations: %w", err)
			}
			name := wordsFile(module.name, l)
			if files[name], err = assets.NewFile(name, "application/json", content); err != nil {
				return nil, err
			}
		}
	}
	debug.FreeOSMemory() // as after the page's other files
	return files, nil
})

// addWords tells a page where the translations for its modules are.
func (s *Server) addWords(urls *views.Assets, l *locale.Locale) error {
	if urls.Module == "" || l == locale.English {
		return nil
	}
	words, err := loadWords()
	if err != nil {
		return err
	}
	of := func(i int) string {
		if file := words[wordsFile(moduleWords[i].name, l)]; file != nil {
			return s.path(file.URL())
		}
		return ""
	}
	urls.Words, urls.WorkshopWords = of(0), of(1)
	return nil
}
