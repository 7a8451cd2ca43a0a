// Command vulncheck reads what `govulncheck -format json` found, says it in a few
// lines, and judges it:
//
//	govulncheck -format json ./... | vulncheck --accepted FILE [--strict]
//
// Only what the program calls counts. What is in the standard library is mended by a
// newer Go, not by a change here, so it is a warning; with --strict, which is for what
// is handed out, it counts as well. FILE names what does not, one line each: the id,
// and why it does no harm here. A line that nothing answers to is a warning.
//
// Exit status: 0 nothing counts, 3 something does (as govulncheck has it), 1 the input
// is not what it should be.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

const (
	statusGood   = 0
	statusBroken = 1
	statusFound  = 3
)

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("vulncheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("accepted", "", "`file` of ids that do no harm here, with the reasons")
	strict := flags.Bool("strict", false, "count what is in the standard library, too")
	if err := flags.Parse(args); err != nil {
		return statusBroken
	}
	accepted, err1 := readAccepted(*path)
	found, err2 := readFindings(stdin)
	if err := errors.Join(err1, err2); err != nil {
		fmt.Fprintf(stderr, "vulncheck: %v\n", err)
		return statusBroken
	}
	return judge(found, accepted, *strict, stdout)
}

// finding is one vulnerability that the program reaches.
type finding struct {
	summary string
	// modules has a line for each module that it is in: where it is mended.
	modules map[string]string
}

// readFindings reads govulncheck's messages (v1 of its protocol). It is an error if
// there is no configuration among them: then this is not what govulncheck printed.
func readFindings(r io.Reader) (map[string]finding, error) {
	type message struct {
		Config *struct {
			ScanLevel string `json:"scan_level"`
		}
		OSV *struct {
			ID, Summary string
		}
		Finding *struct {
			OSV          string
			FixedVersion string `json:"fixed_version"`
			Trace        []struct{ Module, Version, Function string }
		}
	}
	found, summaries := map[string]finding{}, map[string]string{}
	configured := false
	decoder := json.NewDecoder(r)
	for {
		var m message
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read govulncheck's messages: %w", err)
		}
		switch {
		case m.Config != nil:
			if m.Config.ScanLevel != "symbol" {
				return nil, fmt.Errorf("govulncheck looked at each %s, not at each symbol", m.Config.ScanLevel)
			}
			configured = true
		case m.OSV != nil:
			summaries[m.OSV.ID] = m.OSV.Summary
		// The first frame is the vulnerable one. Without a function the module is
		// required, or the package imported, but nothing in it is called.
		case m.Finding != nil && len(m.Finding.Trace) > 0 && m.Finding.Trace[0].Function != "":
			frame, id := m.Finding.Trace[0], m.Finding.OSV
			if found[id].modules == nil {
				found[id] = finding{modules: map[string]string{}}
			}
			mended := "not fixed in any version"
			if m.Finding.FixedVersion != "" {
				mended = "fixed in " + m.Finding.FixedVersion
			}
			found[id].modules[frame.Module] = fmt.Sprintf("%s %s, %s", frame.Module, frame.Version, mended)
		}
	}
	if !configured {
		return nil, errors.New("standard input has no messages of govulncheck -format json")
	}
	for id, f := range found {
		found[id] = finding{summaries[id], f.modules}
	}
	return found, nil
}

// readAccepted reads lines of an id and a reason; # begins a comment.
func readAccepted(path string) (map[string]string, error) {
	accepted := map[string]string{}
	if path == "" {
		return accepted, nil
	}
	text, err := os.ReadFile(path)
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, reason, found := strings.Cut(line, " ")
		if !found {
			return nil, fmt.Errorf("%s:%d: say after %s why it does no harm", path, i+1, id)
		}
		accepted[id] = strings.TrimSpace(reason)
	}
	return accepted, err
}

// judge prints the findings, what counts last.
func judge(found map[string]finding, accepted map[string]string, strict bool, w io.Writer) int {
	counting := 0
	for _, id := range slices.Sorted(maps.Keys(found)) {
		f := found[id]
		reason, known := accepted[id]
		switch {
		case known:
			fmt.Fprintf(w, "accepted: %s: %s\n  %s\n", id, f.summary, reason)
			continue
		case !strict && len(f.modules) == 1 && f.modules["stdlib"] != "": // and in nothing else
			fmt.Fprintf(w, "warning: %s: %s\n", id, f.summary)
		default:
			counting++
			fmt.Fprintf(w, "error: %s: %s\n", id, f.summary)
		}
		for _, module := range slices.Sorted(maps.Keys(f.modules)) {
			fmt.Fprintf(w, "  %s\n", f.modules[module])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(accepted)) {
		if len(found[id].modules) == 0 {
			fmt.Fprintf(w, "note: %s is accepted, but nothing here reaches it\n", id)
		}
	}
	fmt.Fprintf(w, "%d reached, %d of them count\n", len(found), counting)
	if counting > 0 {
		return statusFound
	}
	return statusGood
}
