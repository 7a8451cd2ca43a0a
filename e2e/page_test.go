package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/playwright-community/playwright-go"
)

// The page in the words of a person: fields, fixes, the YAML, the report.

const (
	keyHost     = "session.redis.host"
	keyPort     = "session.redis.port"
	keyUsername = "session.redis.username"
	keyPassword = "session.redis.password"
	keyDatabase = "session.redis.database_index"
	keyName     = "session.redis.high_availability.sentinel_name"
)

func keyNode(i int, option string) string {
	return fmt.Sprintf("session.redis.high_availability.nodes.%d.%s", i, option)
}

func (v *visit) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// byID finds an element by an id that may have dots in it.
func (v *visit) byID(id string) playwright.Locator {
	return v.page.Locator(`[id="` + id + `"]`)
}

func (v *visit) fill(key, text string) {
	v.Helper()
	v.must(v.byID(key).Fill(text))
}

// mistake fills in what is wrong and leaves the field: no field complains before that.
func (v *visit) mistake(key, text string) {
	v.Helper()
	v.fill(key, text)
	v.must(v.byID(key).Blur())
}

func (v *visit) hasValue(key, text string) {
	v.Helper()
	v.must(expect.Locator(v.byID(key)).ToHaveValue(text))
}

func (v *visit) button(name string) playwright.Locator {
	return v.page.GetByRole("button", playwright.PageGetByRoleOptions{Name: name, Exact: playwright.Bool(true)})
}

func (v *visit) press(name string) {
	v.Helper()
	v.must(v.button(name).First().Click())
}

// choose picks the kind of set-up.
func (v *visit) choose(kind string) {
	v.Helper()
	v.must(v.page.Locator(`input[name="kind"][value="` + kind + `"]`).Check())
}

// focus gives the focus to an element as soon as it can have it: what is hidden or disabled
// takes none, and the browser does not say so.
func (v *visit) focus(element playwright.Locator) {
	v.Helper()
	v.must(expect.Locator(element).ToBeVisible())
	v.must(expect.Locator(element).ToBeEnabled())
	v.must(element.Focus())
}

// row does to a row of the list what its menu offers.
func (v *visit) row(i int, name string) {
	v.Helper()
	v.must(v.byID(fmt.Sprintf("session.redis.high_availability.nodes.%d.menu", i)).Locator("summary").Click())
	v.press(name)
}

// version chooses a version of Authelia.
func (v *visit) version(version string) {
	v.Helper()
	_, err := v.byID("authelia").SelectOption(playwright.SelectOptionValues{Values: &[]string{version}})
	v.must(err)
}

// problems are what stands beside a field.
func (v *visit) problems(key string) playwright.Locator {
	return v.page.Locator(`[data-problems="` + key + `"] .problem`)
}

func (v *visit) yamlIs(want string) {
	v.Helper()
	text := v.byID("file-0")
	if err := expect.Locator(text).ToHaveText(want); err != nil {
		v.Fatal(err)
	}
	// ToHaveText folds spaces, and in YAML they count.
	got, err := text.TextContent()
	v.must(err)
	if got != want {
		v.Fatalf("the YAML is\n%s\nwant\n%s", got, want)
	}
}

// test presses the button and waits for the verdict.
func (v *visit) test(verdict string) {
	v.Helper()
	v.must(v.byID("test").Click()) // "Test again", once there is a report
	err := expect.Locator(v.page.Locator("#report .report")).ToHaveAttribute("data-verdict", verdict)
	if err != nil {
		report, _ := v.byID("report").InnerText()
		v.Fatalf("%v\nthe report is:\n%s", err, report)
	}
	v.must(expect.Locator(v.byID("report-verdict")).ToBeVisible())
}

// steps are the statuses of the report's steps, in their order.
func (v *visit) steps() []string {
	v.Helper()
	found, err := v.page.Locator("#report .step").All()
	v.must(err)
	statuses := make([]string, len(found))
	for i, step := range found {
		statuses[i], err = step.GetAttribute("data-status")
		v.must(err)
	}
	return statuses
}

func (v *visit) reportSays(words ...string) {
	v.Helper()
	text, err := v.byID("report").InnerText()
	v.must(err)
	for _, part := range words {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(part)) {
			v.Errorf("the report does not say %q:\n%s", part, text)
		}
	}
}

// asked counts the requests to a path so far.
func (v *visit) asked(method, path string) int {
	count := 0
	for _, request := range v.noted(&v.requests) {
		if request == method+" "+v.origin+path {
			count++
		}
	}
	return count
}

// pagesAsked counts how often the script has asked the server for the page.
func (v *visit) pagesAsked() int {
	count := 0
	for _, request := range v.noted(&v.requests) {
		if strings.HasPrefix(request, "POST "+v.origin+"/?lang=") {
			count++
		}
	}
	return count
}

// connect fills in the address of a server.
func (v *visit) connect(host string, port int) {
	v.Helper()
	v.fill(keyHost, host)
	v.fill(keyPort, strconv.Itoa(port))
}

// allPassed holds that the report has steps and that each of them passed, but for the
// first where there was no name to look up.
func (v *visit) allPassed(atLeast int) {
	v.Helper()
	statuses := v.steps()
	taken := statuses
	if len(taken) > 0 && taken[0] == "skipped" {
		taken = taken[1:]
	}
	if len(statuses) < atLeast || slices.ContainsFunc(taken, func(s string) bool { return s != "passed" }) {
		v.Errorf("the steps are %v, want at least %d and all of them passed", statuses, atLeast)
	}
}

func (v *visit) preset(name string) {
	v.Helper()
	v.must(v.page.Locator(".start").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: name}).Click())
}
