package web

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/report"
)

// speakMarked adds a language in which every text stands between marks.
func speakMarked(t *testing.T) {
	all := locale.All
	locale.All = append(all[:len(all):len(all)], locale.Made("qps", func(english string) string { return "«" + english + "»" }))
	t.Cleanup(func() { locale.All = all })
}

// ownWords are texts that no language changes: names, signs, examples, and the
// names that languages have for themselves.
var ownWords = regexp.MustCompile(`^((English|Deutsch|qps)+|Authelia|[✕↑↓↶↷?*]|N|Esc|[-+−·….,:;↵0-9 ]*|[0-9,]+ ms|mymaster|configuration\.yml|true|false|TLS1\.[0-3]|session\.redis\.[a-z_.]+)$`)

// unsaid are the texts of a page outside of any mark, with the attributes that
// people read. What stands in code is not for translation.
func unsaid(t *testing.T, page string) (found []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	note := func(text string) {
		depth := 0
		rest := strings.Map(func(r rune) rune {
			switch {
			case r == '«':
				depth++
			case r == '»':
				depth--
			case depth == 0:
				return r
			}
			return -1
		}, text)
		if rest = strings.TrimSpace(rest); !ownWords.MatchString(rest) && !causes.Known(rest) {
			found = append(found, strings.TrimSpace(text))
		}
	}
	// Text is looked at a block at a time: a sentence may have elements in it.
	var text func(n *html.Node) string
	text = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		if skipped(n) {
			return ""
		}
		var b strings.Builder
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			b.WriteString(text(c))
		}
		return b.String()
	}
	inline := map[string]bool{"span": true, "code": true, "a": true, "b": true, "var": true, "strong": true, "img": true, "br": true, "kbd": true}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for _, a := range n.Attr {
			switch a.Key {
			case "aria-label", "title", "data-label", "alt":
				note(a.Val)
			}
		}
		leaf := n.Type == html.ElementNode && n.FirstChild != nil
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && !inline[c.Data] {
				leaf = false
			}
		}
		if skipped(n) {
			return
		}
		if leaf {
			note(text(n))
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walkAttributes(c, note)
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				note(c.Data)
			}
			walk(c)
		}
	}
	walk(root)
	return found
}

// skipped are elements with what is not for translation, and those with names and
// addresses.
func skipped(n *html.Node) bool {
	switch n.Data {
	case "code", "var", "script", "style", "textarea", "pre":
		return true
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "class" && a.Val == "code-name",
			a.Key == "data-slot" && slices.Contains([]string{"link", "label", "code", "address", "server"}, a.Val),
			a.Key == "class" && (a.Val == "address" || a.Val == "servers" || a.Val == "place" && n.Data != "a"):
			return true
		}
	}
	return false
}

func walkAttributes(n *html.Node, note func(string)) {
	for _, a := range n.Attr {
		switch a.Key {
		case "aria-label", "title", "data-label", "alt":
			note(a.Val)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walkAttributes(c, note)
	}
}

// No English is left on a page in another language, but for what Authelia, Redis
// and the configuration say themselves.
func TestWholePageIsSaid(t *testing.T) {
	speakMarked(t)
	report := richReport()
	mark := func(texts ...*string) {
		for _, text := range texts {
			*text = "«" + *text + "»"
		}
	}
	for i := range report.Findings {
		f := &report.Findings[i]
		mark(&f.Message, &f.Hint)
		if f.Fix != nil {
			mark(&f.Fix.Label)
		}
	}
	for _, e := range report.Endpoints {
		for i := range e.Steps {
			mark(&e.Steps[i].Message, &e.Steps[i].Hint)
		}
	}
	s, _ := newServer(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		return report
	})})
	form := func(action string) string {
		return do(t, s, with(formRequest(t, map[string]string{
			"action": action, "kind": "single", "session.redis.host": "redis",
			"from": "4.36", "to": "4.39", "yaml": "session:\n  redis:\n    host: redis\n", "log": "LOADING Redis is loading the dataset in memory",
		}, ""), "Cookie", "lang=qps")).body
	}
	for name, page := range map[string]string{
		"the wizard": get(t, s, "/?lang=qps").body,
		"the codes":  get(t, s, "/codes?lang=qps").body,
		"a code":     get(t, s, "/codes/A03?lang=qps").body,
		"an error":   get(t, s, "/nowhere?lang=qps").body,
		"a check":    form("check"),
		"a plan":     form("plan"),
		"a file":     form("tab.file"),
		"an import":  form("import"),
		"a test":     form("test"),
	} {
		for _, text := range unsaid(t, page) {
			t.Errorf("%s: not said in its language: %q", name, text)
		}
	}
}

// A report as Markdown is in the language of the page that shows it.
func TestMarkdownIsSaid(t *testing.T) {
	got := report.Markdown(richReport(), locale.Made("qps", func(english string) string { return "«" + english + "»" }))
	for _, want := range []string{
		"# «Redis connection test: «Works, 1 warning»»", "«Tested for Authelia 4.39, setup: «sentinel». The test took 12 ms.»",
		"## «Findings»", "- **«Error»** `A03`: «User name or password refused»\n  The passwords are mixed up.", "  «Fix: Swap the passwords»", "| «Step» | «Result» | «Code» | «What it saw» | ms |",
		"| «TCP connection» | «passed» |  | Something listens there. | 0,42 |", "- «Replicas: `10.0.0.8:6379`, `10.0.0.9:6379`»",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the Markdown lacks %q:\n%s", want, got)
		}
	}
}
