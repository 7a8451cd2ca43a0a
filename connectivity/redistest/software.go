package redistest

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// serversVariable names a folder that takes the place of .cache/servers.
const serversVariable = "REDIS_WIZARD_TEST_SERVERS"

// Softwares lists every server that tests can start: what is on the PATH first,
// and then what .ci/servers brought from other releases, "redis-6.0" or
// "valkey-8.1". What the mirror did not have is not in the record of .ci/servers, and
// so not in the list; what the record names must start.
func Softwares(t testing.TB) []string {
	t.Helper()
	own, err := onPath()
	if err != nil {
		t.Fatal(err)
	}
	brought, err := record(serversFolder())
	if err != nil {
		t.Fatal(err)
	}
	softwares := []string{own}
	for _, name := range brought {
		if !slices.Contains(softwares, name) {
			softwares = append(softwares, name)
		}
	}
	return softwares
}

// record gives the names that .ci/servers wrote down: "server NAME RELEASE".
func record(folder string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "record"))
	if err != nil {
		return nil, fmt.Errorf("%w (make setup-servers installs the servers of other releases)", err)
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "server" {
			names = append(names, fields[1])
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s names no server (make setup-servers installs some)", folder)
	}
	return names, nil
}

// executable finds redis-server or redis-sentinel of a software.
func executable(software, binary string) (string, error) {
	if software != "" {
		if own, err := onPath(); err != nil || own != software {
			path, err := exec.LookPath(filepath.Join(serversFolder(), software, binary))
			if err != nil {
				err = fmt.Errorf("%w (make setup-servers installs it)", err)
			}
			return path, err
		}
	}
	return installed(binary)
}

func installed(binary string) (string, error) {
	path, err := exec.LookPath(binary)
	if err != nil {
		err = fmt.Errorf("%w (install the Debian packages redis-server and redis-sentinel)", err)
	}
	return path, err
}

var versionLine = regexp.MustCompile(`^([A-Za-z]+) server v=(\d+\.\d+)\.`)

// onPath names the software on the PATH by what it says of itself: "Redis
// server v=7.0.15 …" is "redis-7.0".
var onPath = sync.OnceValues(func() (string, error) {
	path, err := installed("redis-server")
	if err != nil {
		return "", err
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", path, err)
	}
	found := versionLine.FindSubmatch(out)
	if found == nil {
		return "", fmt.Errorf("%s says %q, which is no version", path, bytes.TrimSpace(out))
	}
	return strings.ToLower(string(found[1])) + "-" + string(found[2]), nil
})

// serversFolder is .cache/servers beside the go.mod of this module.
func serversFolder() string {
	_, here, _, _ := runtime.Caller(0)
	return cmp.Or(os.Getenv(serversVariable), filepath.Join(filepath.Dir(here), "../../.cache/servers"))
}
