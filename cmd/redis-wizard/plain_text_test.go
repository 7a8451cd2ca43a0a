package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
)

// mischief are texts that would do something where they are printed.
var mischief = []string{
	"\n::error::pwned", "\r::error::pwned", "\r\n  ::set-output name=x::y", "\n\t::add-mask::x", "\n##[error]pwned", "\n##vso[task.setvariable variable=x]y", "\u2028::error::pwned", "\u0085::error::pwned",
	"\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "\x00", "\x7f", "\b\b\b", "\u202edrowssap", "\u2066x\u2069", "\u200b", "\u200e", "\u061c", "\ufeff", "\U000e0041", "\v\f", "\u2029x",
}

// harmlessText tells what in a text that was printed could do something.
func harmlessText(text string) error {
	for number, line := range strings.Split(text, "\n") {
		if bare := strings.TrimLeft(line, " \t"); strings.HasPrefix(bare, "::") || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
			return fmt.Errorf("line %d is a command: %q", number+1, line)
		}
		for _, r := range line {
			if !unicode.IsPrint(r) {
				return fmt.Errorf("line %d has %q: %q", number+1, r, line)
			}
		}
	}
	return nil
}

// Nothing that stands in a file, in its name or in a server's answer can command a
// terminal or a pipeline that prints what we say, in whatever format.
func TestNothingPrintedCommands(t *testing.T) {
	directory := t.TempDir()
	for i, bad := range mischief {
		quoted, err := json.Marshal(bad) // YAML reads these escapes as well
		if err != nil {
			t.Fatal(err)
		}
		value := strings.Trim(string(quoted), `"`)
		for j, source := range []string{
			"session:\n  redis:\n    host: \"a" + value + "\"\n    port: 70000\n    \"b" + value + "\": 1\n",
			"session:\n  redis:\n    host: a\n    port: \"" + value + "\"\n    tls: {minimum_version: \"x" + value + "\"}\n",
			"session:\n  redis:\n    host: a\n    timeout: \"" + value + "\"\n    maximum_active_connections: [\"" + value + "\"]\n",
			"session:\n  redis:\n    host: \"redis://" + value + "\"\n    high_availability: {sentinel_name: \"" + value + "\", nodes: [{host: \"" + value + "\", port: 99999}]}\n",
			"\"" + value + "\": {x: [}\n",
			"# " + bad + "\nx: [" + bad + "\n",
		} {
			name := filepath.Join(directory, fmt.Sprintf("%d-%d.yml", i, j))
			if odd := filepath.Join(directory, fmt.Sprintf("%d-%d%s.yml", i, j, strings.ReplaceAll(bad, "/", ""))); os.WriteFile(odd, []byte(source), 0o600) == nil {
				name = odd
			} else if err := os.WriteFile(name, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"check", "--authelia", "4.39", name}, {"check", "--authelia", "4.36", name}, {"check", name, filepath.Join(directory, "none"+"\n::error::x")},
				{"upgrade", "--from", "4.36", name}, {"explain", name}, {"explain", bad + " NOAUTH " + bad}, {"check", "--fo" + bad},
			} {
				got := invoke(t, "", emptyEnvironment, args...)
				if err := harmlessText(got.stdout + got.stderr); err != nil {
					t.Errorf("%q of %q: %v", args[:len(args)-1], source, err)
				}
			}
			if got := invoke(t, "", emptyEnvironment, "render", "--to", "yaml", name); harmlessText(got.stderr) != nil {
				t.Errorf("render of %q: %v", source, harmlessText(got.stderr))
			}
			for format, texts := range map[string]func(string) (string, error){"github": githubTexts, "junit": junitTexts, "sarif": jsonTexts} {
				got := invoke(t, "", emptyEnvironment, "check", "--format", format, name)
				said, err := texts(got.stdout)
				if err != nil {
					t.Fatalf("%s of %q: %v\n%s", format, source, err, got.stdout)
				}
				if err := harmlessText(said + got.stderr); err != nil {
					t.Errorf("%s of %q: %v", format, source, err)
				}
			}
		}
	}
}

// githubTexts are the lines of which each must be one of our commands, without the
// colons that make them so.
func githubTexts(out string) (string, error) {
	var texts strings.Builder
	for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		rest, ok := strings.CutPrefix(line, "::")
		if kind, _, _ := strings.Cut(rest, " "); line != "" && (!ok || kind != "error" && kind != "warning" && kind != "notice") {
			return "", fmt.Errorf("%q is none of our commands", line)
		}
		// The runner prints what it makes of the escapes.
		fmt.Fprintln(&texts, strings.NewReplacer("%0A", " ", "%0D", "\r", "%25", "%", "%3A", ":", "%2C", ",").Replace(rest))
	}
	return texts.String(), nil
}

// junitTexts is the document itself, which a pipeline may print, and what its
// reader makes of it.
func junitTexts(out string) (string, error) {
	var texts bytes.Buffer
	decoder := xml.NewDecoder(strings.NewReader(out))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.CharData:
			texts.Write(token)
		case xml.StartElement:
			for _, attribute := range token.Attr {
				fmt.Fprintln(&texts, "x "+strings.ReplaceAll(attribute.Value, "\n", " "))
			}
		}
	}
	return strings.ReplaceAll(out, "\t", " ") + texts.String(), nil
}

// jsonTexts are the strings of a document: its line breaks are escaped, so that no
// line of it begins with what is in a string.
func jsonTexts(out string) (string, error) {
	var document any
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		return "", err
	}
	var texts strings.Builder
	var look func(any)
	look = func(value any) {
		switch value := value.(type) {
		case string:
			fmt.Fprintln(&texts, "x "+strings.ReplaceAll(value, "\n", " "))
		case []any:
			for _, v := range value {
				look(v)
			}
		case map[string]any:
			for key, v := range value {
				look(key)
				look(v)
			}
		}
	}
	look(document)
	return texts.String(), nil
}

// The text of a report is harmless, whatever a server says and a vantage point lets
// through.
func TestReportTextCommandsNothing(t *testing.T) {
	for _, bad := range mischief {
		report := connectivity.Report{
			Verdict: connectivity.Fail, Authelia: "4.39", Mode: connectivity.ModeSentinel,
			Endpoints: []connectivity.EndpointReport{{ID: "e1", Endpoint: connectivity.Endpoint{Role: "redis", Address: bad, Origin: "configured"},
				Steps: []connectivity.Step{{Step: "auth", Status: connectivity.Failed, Code: "A03", Message: bad, Hint: bad}, {Step: "role", Status: connectivity.Skipped, Message: "a" + bad}}}},
			Findings: []causes.Problem{{Code: "A03", Severity: "error", Endpoint: "e1", Message: bad, Hint: bad, Fix: &causes.Fix{Label: bad}}},
			Topology: &connectivity.Topology{SentinelName: bad, Primary: bad, Replicas: []string{bad}, Sentinels: []string{bad}},
		}
		var out bytes.Buffer
		if err := writeReport(&out, report); err != nil {
			t.Fatal(err)
		}
		if err := harmlessText(out.String()); err != nil {
			t.Errorf("%q: %v\n%s", bad, err, out.String())
		}
	}
}

// tamed writes the same, however the text is cut into writes at the ends of lines.
func TestTamed(t *testing.T) {
	var out bytes.Buffer
	w := &tamed{to: &out}
	for _, text := range []string{"a: ::b\n", "::error::x\n  ::y\n", "", "mid", " ::z\n", "##[x] ##vso[y]\n", "::"} {
		if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	if want := "a: ::b\n\\::error::x\n  \\::y\nmid ::z\n#\\#[x] #\\#vso[y]\n\\::"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
