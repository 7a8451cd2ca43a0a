package e2e

import "testing"

// TestTypedRelease: the list of releases has one more entry, for any that is typed.
// What is no release is reported beside its field, and costs nothing that was typed.
func TestTypedRelease(t *testing.T) {
	t.Parallel()
	v := open(t, nil, nil)
	v.expected = append(v.expected, "400") // for what is no release
	v.fill(keyHost, "redis")
	release := v.page.GetByLabel("Which other release")
	v.must(expect.Locator(release).ToBeHidden())
	v.focus(v.byID("authelia")) // by the keyboard alone
	v.must(v.page.Keyboard().Press("End"))
	v.must(v.page.Keyboard().Press("Tab"))
	v.must(expect.Locator(release).ToBeFocused())

	v.must(v.page.Keyboard().Type("4.39.999"))
	v.must(expect.Locator(v.byID("state")).ToContainText("4.39.999"))
	v.must(expect.Locator(v.byID("verdict")).ToContainText("4.39.999"))
	v.must(expect.Locator(v.byID("from")).Not().ToHaveValue("other"))

	v.must(release.Fill("4.x"))
	refusal := v.byID("release-refusal")
	v.must(expect.Locator(refusal).ToContainText(`Authelia version "4.x" is not known; choose one of`))
	v.must(expect.Locator(release).ToHaveAttribute("aria-invalid", "true"))
	v.yamlIs("session:\n  redis:\n    host: 'redis'\n")

	// In another language the server answers with the whole page, and says it again.
	v.choosesLanguage("Deutsch")
	v.must(expect.Locator(v.page.GetByLabel("Welche andere Version")).ToHaveValue("4.x"))
	v.must(expect.Locator(refusal).ToContainText("4.x"))
	v.hasValue(keyHost, "redis")

	v.must(v.byID("release").Fill("4.38.10"))
	v.must(expect.Locator(refusal).ToBeEmpty())
	v.must(expect.Locator(v.byID("release")).ToHaveAttribute("aria-invalid", "false"))
	v.version("4.38")
	v.must(expect.Locator(v.byID("release")).ToBeHidden())
	v.must(expect.Locator(v.byID("state")).ToContainText("4.38"))
}

// TestTypedReleaseWithoutScript is the same by the server alone.
func TestTypedReleaseWithoutScript(t *testing.T) {
	t.Parallel()
	v := openWithoutJavaScript(t)
	v.expected = append(v.expected, "400") // for what is no release
	v.fill(keyHost, "redis")
	v.version("other")
	v.fill("release", "nonsense")
	v.press("Check and show the YAML")
	v.must(expect.Locator(v.byID("release-refusal")).ToContainText(`Authelia version "nonsense" is not known`))
	v.hasValue("release", "nonsense")
	v.hasValue(keyHost, "redis")
	v.fill("release", "4.39.999")
	v.press("Check and show the YAML")
	v.must(expect.Locator(v.byID("release-refusal")).ToBeEmpty())
	v.must(expect.Locator(v.byID("verdict")).ToContainText("4.39.999"))
	v.hasValue("release", "4.39.999")
}
