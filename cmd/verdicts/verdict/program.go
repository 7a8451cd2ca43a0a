// Package verdict takes the verdicts of an installed Authelia: it completes blocks of
// configuration to whole files, has the program check them, and reads what it prints.
package verdict

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"redis-wizard/configschema"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
)

// A Program is an installed Authelia.
type Program struct {
	Release string // as the corpus names it: "v4.39.20"
	path    string
	minor   int           // the 39 in it
	timeout time.Duration // for each run
}

var releaseName = regexp.MustCompile(`v4\.(\d+)\.\d+(?:-[0-9A-Za-z.]+)?`)

// Find asks the program at a path for its release, unless one is given.
func Find(ctx context.Context, path, release string, timeout time.Duration) (*Program, error) {
	p := &Program{path: path, timeout: timeout}
	if release == "" {
		stdout, stderr, _, err := p.run(ctx, os.TempDir(), "--version")
		if err != nil {
			return nil, err
		}
		release = releaseName.FindString(stdout + stderr)
	}
	numbers := releaseName.FindStringSubmatch(release)
	if numbers == nil {
		return nil, fmt.Errorf("%s names no release such as v4.39.20", path)
	}
	p.Release = release
	p.minor, _ = strconv.Atoi(numbers[1])
	return p, nil
}

// Take has the program judge blocks, several at a time, and adds its verdicts to
// them. A program that refuses a file without any block has none to give: the file that
// blocks are completed to has to be changed for its release.
func (p *Program) Take(ctx context.Context, blocks []*conformance.Block, workers int) error {
	empty, err := p.judge(ctx, conformance.Block{YAML: "session:\n"})
	if err != nil {
		return err
	}
	if !empty.OK {
		return fmt.Errorf("%s refuses the file that blocks are completed to: %q", p.Release, empty.Errors)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, b := range blocks {
		group.Go(func() error {
			v, err := p.judge(ctx, *b)
			if err != nil {
				return fmt.Errorf("%s: %w", b.ID, err)
			}
			if b.Verdicts == nil {
				b.Verdicts = map[string]conformance.Verdict{}
			}
			b.Verdicts[p.Release] = v
			return nil
		})
	}
	return group.Wait()
}

// Compare lists where the wizard says something else about a block than the program
// did. A preview such as v4.40.0-pre is compared with what the wizard says of it as
// a release.
func (p *Program) Compare(block conformance.Block) ([]string, error) {
	asked, _, _ := strings.Cut(p.Release, "-")
	result, err := configschema.Evaluate(configschema.Input{Authelia: asked, YAML: block.YAML})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", block.ID, err)
	}
	var messages []string
	for _, p := range result.Problems {
		if p.Severity == causes.Error {
			messages = append(messages, p.Message)
		}
	}
	return block.Differences(block.Verdicts[p.Release], result.OK, messages), nil
}

// judge has the program check a block.
func (p *Program) judge(ctx context.Context, block conformance.Block) (conformance.Verdict, error) {
	folder, err := os.MkdirTemp("", "verdict-")
	if err != nil {
		return conformance.Verdict{}, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "configuration.yml")
	if err := os.WriteFile(file, []byte(complete(block, p.minor)), 0o600); err != nil {
		return conformance.Verdict{}, err
	}
	stdout, stderr, exit, err := p.run(ctx, folder, p.check(file)...)
	if err != nil {
		return conformance.Verdict{}, err
	}
	v, err := read(stdout, stderr, file)
	v.Exit = exit
	return v, err
}

// check is the command line that checks a file.
func (p *Program) check(file string) []string {
	switch {
	case p.minor >= 38:
		return []string{"config", "validate", "--config", file}
	case p.minor >= 34:
		return []string{"validate-config", "--config", file}
	}
	return []string{"validate-config", file}
}

// run runs the program in a folder. It sees no variable of ours: AUTHELIA_… ones
// would be part of the configuration.
func (p *Program) run(ctx context.Context, folder string, args ...string) (stdout, stderr string, exit int, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	var out, errs bytes.Buffer
	command := exec.CommandContext(ctx, p.path, args...)
	command.Dir, command.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder}
	command.Stdout, command.Stderr = &out, &errs
	command.WaitDelay = time.Second // what it has started may hold its output open
	err = command.Run()
	var status *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", "", 0, fmt.Errorf("run %s: %w", p.path, ctx.Err())
	case errors.As(err, &status):
		err = nil
	case err != nil:
		return "", "", 0, fmt.Errorf("run %s: %w", p.path, err)
	}
	return out.String(), errs.String(), command.ProcessState.ExitCode(), err
}
