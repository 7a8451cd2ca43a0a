package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readmeFile is the configuration.yml that README.md speaks of.
const readmeFile = `theme: 'dark'
session:
  secret: 'a secret of the session'
  redis:
    host: 'redis'
    # The port of the container's host, with one zero too many.
    port: 70000
`

var shown = regexp.MustCompile(`(?m)^    \$ (?:.* \| )?redis-wizard (.*)\n((?:    [^$\n].*\n)*)`)

// TestReadme runs the commands that README.md shows. Where it shows what is printed,
// that is compared to the letter; of the others, which need a server or a log, the
// flags must be known.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("configuration.yml", []byte(readmeFile), 0o600); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, command := range shown.FindAllStringSubmatch(string(readme), -1) {
		line, _, _ := strings.Cut(command[1], " > ")
		args := strings.Fields(line)
		if command[2] != "" {
			compared++
			want := strings.ReplaceAll("\n"+command[2], "\n    ", "\n")[1:]
			if diff := cmp.Diff(want, invoke(t, "", emptyEnvironment, args...).stdout); diff != "" {
				t.Errorf("redis-wizard %s (-README +program):\n%s", line, diff)
			}
			continue
		}
		found, rest, err := rootCommand(emptyEnvironment).Find(args)
		if err == nil {
			err = found.ParseFlags(rest)
		}
		if err == nil {
			err = found.ValidateArgs(found.Flags().Args())
		}
		if err != nil {
			t.Errorf("redis-wizard %s: %v", line, err)
		}
	}
	if compared == 0 {
		t.Error("README.md shows nothing of what is printed")
	}
}

// TestReadmeLinks holds that what the documents at the top lead to is there.
func TestReadmeLinks(t *testing.T) {
	for _, document := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", document))
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join("..", "..", link[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", document, link[1])
			}
		}
	}
}
