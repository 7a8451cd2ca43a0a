package e2e

import (
	"testing"

	"github.com/playwright-community/playwright-go"
)

func (v *visit) preset(name string) {
	v.Helper()
	v.must(v.page.Locator(".start").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: name}).Click())
}

// TestEachPressIsAStep: however fast buttons are pressed, each can be taken back alone.
func TestEachPressIsAStep(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.preset("Compose")
	v.preset("Managed + TLS")
	v.preset("Socket")
	v.hasValue(keyHost, "/run/redis/redis.sock")
	v.press("Undo")
	v.hasValue(keyHost, "redis.example.com")
	v.press("Undo")
	v.hasValue(keyHost, "redis")
	v.press("Undo")
	v.hasValue(keyHost, "")
	v.must(expect.Locator(v.byID("state")).ToContainText("Enter a host"))
}

// TestUndoOfRows: rows that were added go again, rows that were removed come back,
// and checking the form makes no step.
func TestUndoOfRows(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	rows := v.page.Locator("[data-row]")
	v.preset("Kubernetes + Sentinel")
	v.press("+ Add sentinel")
	v.must(expect.Locator(rows).ToHaveCount(4))
	v.press("Undo")
	v.must(expect.Locator(rows).ToHaveCount(3))
	v.must(expect.Locator(v.page.Locator(action("down-row:session.redis.high_availability.nodes.2"))).ToBeDisabled())
	v.must(v.byID(keyName).Press("Enter"))
	v.press("Redo")
	v.must(expect.Locator(rows).ToHaveCount(4))
	for range 3 {
		v.row(0, "Remove sentinel 1")
	}
	v.must(expect.Locator(rows).ToHaveCount(1))
	for count := 2; count <= 4; count++ {
		v.press("Undo")
		v.must(expect.Locator(rows).ToHaveCount(count))
	}
	v.hasValue(keyNode(0, "host"), "redis-node-0.redis-headless.redis.svc.cluster.local")
}

// TestFocusAtTheEnds: where Undo leads no further, the focus is on Redo, and the other
// way round.
func TestFocusAtTheEnds(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.preset("Compose")
	v.focus(v.byID("undo"))
	v.must(v.page.Keyboard().Press("Enter"))
	v.must(expect.Locator(v.byID("undo")).ToBeDisabled())
	v.must(expect.Locator(v.byID("redo")).ToBeFocused())
	v.must(v.page.Keyboard().Press("Enter"))
	v.must(expect.Locator(v.byID("redo")).ToBeDisabled())
	v.must(expect.Locator(v.byID("undo")).ToBeFocused())
}
