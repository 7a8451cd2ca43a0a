package verdict

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/conformance"
)

var (
	// 4.30 to 4.33 put the whole list into one quoted message of the log.
	logged   = regexp.MustCompile(`msg=("(?:[^"\\]|\\.)*")`)
	headline = regexp.MustCompile(`(?m)^.*(?:(loaded with errors|occurred parsing configuration)|loaded with warnings|parsed .*successfully).*$`)
	// A message may have several lines; only its first one begins so.
	message = regexp.MustCompile(`(?m)^(?:\t - |  - |\t)`)

	loadError   = regexp.MustCompile(`^(?:Error malformed yaml: |failed to load configuration from )`)
	decodeError = regexp.MustCompile(`^error occurred during unmarshal`)
	aboutRedis  = regexp.MustCompile(`redis|\bcache\b|session secret|session: option '(?:secret|storage)'|session\.(?:secret|storage)`)
)

// read reads what the program prints about a file: a list of errors, a list of
// warnings, or that it is fine.
func read(stdout, stderr, file string) (v conformance.Verdict, err error) {
	v = conformance.Verdict{Errors: []string{}, Warnings: []string{}, RedisErrors: []string{}}
	text := stdout
	if !headline.MatchString(text) { // 4.29 logs to standard error
		text = stderr
	}
	if quoted := logged.FindStringSubmatch(text); quoted != nil {
		if text, err = strconv.Unquote(quoted[1]); err != nil {
			return v, fmt.Errorf("read %s: %w", quoted[1], err)
		}
	}
	heads := headline.FindAllStringSubmatchIndex(text, -1)
	if heads == nil {
		return v, fmt.Errorf("this is no verdict: %q", stdout+stderr)
	}
	for i, head := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		list := &v.Warnings
		if head[2] >= 0 {
			list = &v.Errors
		}
		for _, m := range message.Split(text[head[1]:end], -1)[1:] {
			*list = append(*list, strings.TrimRight(strings.ReplaceAll(m, file, conformance.ConfigFile), "\n"))
		}
	}
	v.OK = len(v.Errors) == 0
	v.ParseFailed = slices.ContainsFunc(v.Errors, loadError.MatchString)
	v.DecodeFailed = slices.ContainsFunc(v.Errors, decodeError.MatchString)
	for _, e := range v.Errors {
		// Without the file everything is missing, and that is no business of Redis.
		if v.ParseFailed && loadError.MatchString(e) || !v.ParseFailed && (decodeError.MatchString(e) || aboutRedis.MatchString(e)) {
			v.RedisErrors = append(v.RedisErrors, e)
		}
	}
	slices.Sort(v.RedisErrors)
	v.RedisErrors = slices.Compact(v.RedisErrors)
	return v, nil
}
