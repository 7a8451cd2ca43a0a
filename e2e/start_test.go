package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

// TestStart: while the page is drawn in pieces, nothing moves that is seen already, and
// its script waits until the browser is done with the page.
func TestStart(t *testing.T) {
	t.Parallel()
	v := begin(t, nil, nil)
	v.must(v.page.AddInitScript(playwright.Script{Content: playwright.String(`
		addEventListener("DOMContentLoaded", () => (globalThis.early = document.documentElement.dataset.script ?? "not yet"));
		globalThis.moved = [];
		new PerformanceObserver((list) => moved.push(...list.getEntries().filter(({ value }) => value > 0.01)))
			.observe({ type: "layout-shift", buffered: true });
	`)}))
	v.load()
	v.ready()
	_, err := v.page.WaitForFunction("() => !('stage' in document.documentElement.dataset)", nil)
	v.must(err)
	if early, err := v.page.Evaluate("early"); err != nil || early != "not yet" {
		t.Errorf("when the page had been read its script was %v, %v, want not yet", early, err)
	}
	moved, err := v.page.Evaluate(`new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
		.then(() => moved.map(({ value, sources }) => value + " " + sources.map(({ node }) => node?.id || node?.className)).join("; "))`)
	if err != nil || moved != "" {
		t.Errorf("while the page was drawn, this moved: %v, %v", moved, err)
	}
}
