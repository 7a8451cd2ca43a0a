package e2e

import (
	"archive/zip"
	"fmt"
	"strings"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// shape chooses a shape of the output.
func (v *visit) shape(name string) {
	v.Helper()
	_, err := v.byID("tab").SelectOption(playwright.SelectOptionValues{Values: &[]string{name}})
	v.must(err)
	if v.scriptless {
		v.must(v.byID("output").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Show", Exact: playwright.Bool(true)}).Click())
	}
	v.must(expect.Locator(v.byID("tab")).ToHaveValue(name))
}

// TestOutput chooses shapes, looks at the secrets, and takes the files, with a script and
// without one.
func TestOutput(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(v *visit) {
		v.secrets = []string{"pa$$ {{word}}"}
		if v.scriptless {
			v.expected = append(v.expected, "net::ERR_ABORTED")
		}
		output := v.byID("output")
		v.must(expect.Locator(output).ToContainText("Fill in a host and your YAML appears here"))
		v.must(expect.Locator(output.GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Download"})).ToBeDisabled())
		v.fill(keyHost, "redis")
		v.fill(keyPassword, "pa$$ {{word}}")
		v.shape("yaml")
		v.must(expect.Locator(v.byID("file-0")).ToHaveText("session:\n  redis:\n    host: 'redis'\n    password: 'pa$$ {{word}}'\n"))
		v.must(expect.Locator(output.Locator(".needs")).ToContainText("session.secret"))

		// The secret is masked to eyes and screen readers alike, until it is asked for.
		secret := v.byID("file-0").Locator(".secret")
		v.must(expect.Locator(secret).ToHaveCSS("font-size", "0px"))
		v.must(expect.Locator(v.byID("file-0").GetByRole("img", playwright.LocatorGetByRoleOptions{Name: "hidden secret"})).ToHaveCount(1))
		v.must(v.byID("reveal").Check())
		v.must(expect.Locator(secret).ToHaveCSS("font-size", "13px"))
		v.shape("compose")
		v.must(expect.Locator(v.byID("file-0")).ToContainText("services:"))
		v.must(expect.Locator(v.byID("file-1").GetByRole("img")).ToHaveCount(0))

		name, content := v.saved(output.GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Download", Exact: playwright.Bool(true)}).First())
		shown, err := v.byID("file-0").TextContent()
		v.must(err)
		if content != shown || name != "compose.override.yml" {
			t.Errorf("%s is\n%s\nbut the page shows\n%s", name, content, shown)
		}
		name, content = v.saved(v.byID("zip"))
		archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
		if err != nil || name != "authelia-redis-compose.zip" || len(archive.File) != 2 || archive.File[1].Mode() != 0o600 {
			t.Errorf("%s is no archive of two files (%v)", name, err)
		}
	})
}

// TestCopyTheOutput copies a file, whose secret is masked, as it is.
func TestCopyTheOutput(t *testing.T) {
	t.Parallel()
	v := open(t, nil, clipboard(t))
	v.secrets = []string{"s3ssions"}
	v.fill(keyHost, "redis")
	v.fill(keyPassword, "s3ssions")
	v.must(expect.Locator(v.byID("file-0")).ToContainText("s3ssions"))
	v.must(v.byID("output").GetByRole("button", playwright.LocatorGetByRoleOptions{Name: "Copy"}).Click())
	v.must(expect.Locator(v.byID("said")).ToHaveText("session.redis.yml copied, contains 1 secret."))
	copied, err := v.page.Evaluate("navigator.clipboard.readText()")
	v.must(err)
	if want := "session:\n  redis:\n    host: 'redis'\n    password: 's3ssions'\n"; fmt.Sprint(copied) != want {
		t.Errorf("the clipboard holds %q", copied)
	}
}

// TestTemplateSetsTheOutput: who begins with Compose gets a compose file.
func TestTemplateSetsTheOutput(t *testing.T) {
	t.Parallel()
	withAndWithoutScript(t, func(v *visit) {
		v.must(v.page.Locator(`button[value="preset.compose"]`).Click())
		v.must(expect.Locator(v.byID("tab")).ToHaveValue("compose"))
		v.must(expect.Locator(v.byID("file-0")).ToContainText("AUTHELIA_SESSION_REDIS_HOST"))
	})
}

// TestOutputIsAccessible looks with axe at every shape, on phones and desks, in light and
// in dark.
func TestOutputIsAccessible(t *testing.T) {
	t.Parallel()
	looksOnly(t)
	for _, scheme := range []*playwright.ColorScheme{playwright.ColorSchemeLight, playwright.ColorSchemeDark} {
		for _, width := range []int{360, 1280} {
			t.Run(fmt.Sprint(*scheme, " ", width), func(t *testing.T) {
				v := open(t, nil, func(o *playwright.BrowserNewContextOptions) {
					o.ColorScheme, o.Viewport = scheme, &playwright.Size{Width: width, Height: 800}
				})
				v.axe("nothing to write")
				v.fill(keyHost, "redis")
				v.fill(keyPassword, "s3ssions")
				v.must(expect.Locator(v.byID("file-0")).ToBeVisible())
				for _, name := range []string{"yaml", "secrets", "env", "compose", "kubernetes", "helm", "systemd", "redis"} {
					v.shape(name)
					v.must(expect.Locator(v.byID("output").Locator("details, pre").First()).ToBeVisible())
					v.axe(name)
				}
			})
		}
	}
}
