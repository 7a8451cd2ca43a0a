package e2e

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/playwright-community/playwright-go"
)

// browser is the one browser of the test binary; every test has a context of
// its own in it.
var browser playwright.Browser

var clipboardTaken sync.Mutex

// clipboard lets a test use the clipboard, which is one for the whole browser, so
// that tests that do wait for each other.
func clipboard(t *testing.T) func(*playwright.BrowserNewContextOptions) {
	t.Helper()
	clipboardTaken.Lock()
	t.Cleanup(clipboardTaken.Unlock)
	return func(o *playwright.BrowserNewContextOptions) {
		o.Permissions = []string{"clipboard-read", "clipboard-write"}
	}
}

func TestMain(m *testing.M) {
	// Each page draws and computes for all it is worth: more of them than there
	// are processors only make each other late.
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	code, err := withBrowser(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func withBrowser(run func() int) (code int, err error) {
	executable, err := chromium()
	if err != nil {
		return 1, err
	}
	driver, err := filepath.Abs(".playwright")
	if err != nil {
		return 1, err
	}
	if _, err := os.Stat(filepath.Join(driver, "ready")); err != nil {
		return 1, errors.New("the browser's driver is not there yet: run make setup")
	}
	pw, err := playwright.Run(&playwright.RunOptions{DriverDirectory: driver, SkipInstallBrowsers: true})
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, pw.Stop()) }()
	browser, err = pw.Chromium.Launch(playwright.BrowserTypeLaunchOptions{
		ExecutablePath: &executable,
		Args: []string{
			"--disable-gpu", "--disable-quic",
			// No test may depend on a network, and no page may reach one.
			"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
		},
	})
	if err != nil {
		return 1, fmt.Errorf("start %s: %w", executable, err)
	}
	defer func() { err = errors.Join(err, browser.Close()) }()
	return run(), nil
}

func chromium() (string, error) {
	for _, name := range []string{"chromium-headless-shell", "chromium", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium on this machine: run make setup")
}
