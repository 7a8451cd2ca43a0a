package configschema

import (
	"context"
	"sort"
	"strconv"
	"strings"

	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

// MaxInput is the most bytes of YAML, or of values, that Evaluate takes.
const MaxInput = bounds.Size

// ErrTooLarge is returned for more than MaxInput, and what the errors of the
// other bounds are for errors.Is: see package bounds.
var ErrTooLarge = bounds.ErrTooLarge

// Evaluate judges the input as the asked version of Authelia would. The error
// is for an input that cannot be judged: an *UnknownVersionError or
// ErrTooLarge. Everything that is wrong with the configuration itself is among
// the problems.
func Evaluate(in Input) (Result, error) { return EvaluateContext(context.Background(), in) }

// EvaluateContext is Evaluate for as long as somebody waits for it; the error may
// be that of the context.
func EvaluateContext(ctx context.Context, in Input) (Result, error) {
	request := bounds.New(ctx)
	if err := in.count(request); err != nil {
		return Result{}, err
	}
	return evaluateCounted(request, in)
}

// evaluateCounted judges an input that has been counted.
func evaluateCounted(request *bounds.Request, in Input) (Result, error) {
	asked, version, err := readVersion(in.Authelia)
	if err != nil {
		return Result{}, err
	}
	label := strings.TrimPrefix(in.Authelia, "v")
	if label == "" {
		label = version.minor()
	}
	in.Kind, in.TLS = in.Kind.known(), in.TLS.known()
	result := Result{Authelia: label, Values: Values{}, Problems: releaseNewer(label, asked, version)}
	if in.sourced() {
		at, err := evaluateSources(request, &result, in, version)
		if err != nil {
			return Result{}, err
		}
		result.finish(version, in.Language)
		at.resolve(result.Problems)
		return result, nil
	}
	evaluateValues(&result, in, version)
	result.finish(version, in.Language)
	return result, nil
}

// count holds an input against the bounds, the number of bytes first.
func (in Input) count(request *bounds.Request) error {
	total := 0
	for key, value := range in.Values {
		total += len(key) + len(value)
	}
	for _, s := range in.Settings {
		total += len(s.Key) + len(s.Value)
	}
	for _, v := range in.Environment {
		total += len(v.Name) + len(v.Value)
	}
	if err := request.Bytes(total); err != nil {
		return err
	}
	if err := request.Options(len(in.Values) + len(in.Settings)); err != nil {
		return err
	}
	if err := request.Variables(len(in.Environment)); err != nil {
		return err
	}
	return countFiles(request, in.texts())
}

// countFiles does so with files.
func countFiles(request *bounds.Request, files []File) error {
	if err := request.Files(len(files)); err != nil {
		return err
	}
	for _, f := range files {
		if err := request.Text(f.Name, f.Text); err != nil {
			return err
		}
	}
	return nil
}

// evaluateValues judges what was typed into the form.
func evaluateValues(result *Result, in Input, version Version) {
	result.Values = clean(in.Values)
	values := counted(in, result.Values)
	for _, key := range unknownKeys(values) {
		if !strings.HasPrefix(key, Prefix) {
			result.Problems = append(result.Problems, passedOver(key))
			delete(values, key)
		}
	}
	if len(values) == 0 && in.Kind == "" {
		result.Problems = append(result.Problems, unconfigured())
		return
	}
	root, rows := tree(values)
	if in.Kind == Sentinel {
		root.needSentinel()
	}
	if len(root.entries) == 0 {
		gather(root).plant([]string{"host"}, &node{kind: text})
	}
	j := &judge{version: version, redis: root, rows: rows, kind: in.Kind, language: in.Language}
	s := j.judge(entry{key: "redis", value: root})
	result.Problems = append(result.Problems, j.problems...)
	result.take(s, version, "")
	if in.Kind != "" {
		result.Kind = in.Kind
	}
	result.YAML = write(values, version, result.Kind)
}

// passedOver tells of a value that stands outside session.redis. Authelia may
// well know it: that is nothing to be judged here.
func passedOver(key string) Problem {
	return Problem{Key: key, Severity: Info, Code: "not-an-option", message: phrase.Of("{key} is no option of session.redis, so it is passed over", "key", key),
		hint: phrase.Of("Only the options of session.redis are judged and written here. Leave {key} where it is in your configuration.", "key", key)}
}

// needSentinel adds the option without which nothing is found through Sentinel,
// when none of that section is set: its absence is then what is judged.
func (n *node) needSentinel() {
	if n.exact("high_availability") == nil {
		gather(n).plant([]string{"high_availability", "sentinel_name"}, &node{kind: text})
	}
}

// judge runs every check and returns the decoded options. What cannot be
// decoded hides all rules: Authelia then has no session.redis to check.
func (j *judge) judge(redis entry) *settings {
	if !j.version.Since(v430) {
		redis.value = asViper(redis.value)
		j.redis = redis.value
	}
	j.unexpected(strings.TrimSuffix(Prefix, "."), redis)
	j.ignored(redis.value, Prefix)
	if !present(redis.value, j.version) {
		return &settings{}
	}
	d := decode(redis.value, j.version)
	switch {
	case len(d.faults) == 0:
		j.validate(&d.settings)
		j.advise(&d.settings)
	case j.version.Since(v430):
		for _, f := range d.faults {
			j.add(Problem{Key: j.formKey(f.key), Line: f.at.line, Column: f.at.column, Severity: Error, Code: f.code, Message: f.message, hint: f.hint})
		}
	default: // 4.29 drops the error, and with it everything below redis
		f := d.faults[0]
		j.add(Problem{Key: j.formKey(f.key), Line: f.at.line, Column: f.at.column, Severity: Warning, Code: "E09",
			message: phrase.Of("Authelia 4.29 ignores all of session.redis, without a word, because this value has the wrong type: {fault}", "fault", f.message),
			hint:    phrase.Of("Sessions would stay in memory and be lost at each restart. {act}", "act", f.hint.In(j.language))})
		return &settings{ignored: true}
	}
	return &d.settings
}

// present tells whether Authelia sees a redis section at all.
func present(n *node, v Version) bool {
	return n.kind != null && (v.Since(v430) || !n.viperAbsent)
}

// asViper is the tree as viper hands it on in 4.29: keys in lower case, without
// empty mappings. Nulls stay, for the key check sees them; a mapping of nothing
// else is marked as not there.
func asViper(n *node) *node {
	if n.kind != mapping {
		return n
	}
	out := *n
	out.entries = nil
	lower := gather(&out)
	live := false
	for _, e := range n.entries {
		e.key = strings.ToLower(e.key)
		e.value = asViper(e.value)
		if e.value.kind == mapping && len(e.value.entries) == 0 {
			continue
		}
		live = live || e.value.kind != null && !e.value.viperAbsent
		lower.set(e)
	}
	out.viperAbsent = !live
	return &out
}

func unconfigured() Problem {
	return Problem{Severity: Info, Code: "no-redis", message: phrase.Of("session.redis is not configured: Authelia keeps its sessions in memory"),
		hint: phrase.Of("Every session is lost when Authelia restarts, and a second instance does not share them. Fill in at least the host.")}
}

// take derives what the page and the probe want to know from the options.
func (r *Result) take(s *settings, version Version, certificates string) {
	r.Kind = Single
	switch {
	case s.sentinel:
		r.Kind = Sentinel
	case strings.HasPrefix(s.texts[KeyHost], "/"):
		r.Kind = Socket
	}
	r.TLS = s.tls
	if s.texts[KeyHost]+s.texts[KeySentinelName] != "" {
		r.version, r.settings, r.certificates = version, s, certificates
	}
}

// finish puts the problems into words and in order, and lists the fields to
// show.
func (r *Result) finish(version Version, language phrase.Language) {
	r.OK = true
	for i := range r.Problems {
		r.Problems[i].say(language)
		r.OK = r.OK && r.Problems[i].Severity != Error
	}
	if r.Kind == "" {
		r.Kind = Single
	}
	place, inUse := map[string]int{}, map[string]bool{}
	for key, value := range r.Values {
		if value != "" {
			inUse[generalKey(key)] = true
		}
	}
	for i, f := range Fields {
		place[f.Key] = i
		if f.For(r.Kind) && (f.Section != TLS || r.TLS) && (f.In(version) || inUse[f.Key]) {
			r.Fields = append(r.Fields, f.Key)
		}
	}
	problems := r.Problems
	sort.SliceStable(problems, func(a, b int) bool {
		p, q := problems[a], problems[b]
		if p.Line != q.Line {
			return p.Line < q.Line
		}
		if i, j := placeOf(p.Key, place), placeOf(q.Key, place); i != j {
			return i < j
		}
		return rank(p.Severity) < rank(q.Severity)
	})
}

// placeOf orders keys as the form does: the file as a whole first, node rows
// by number, unknown keys last.
func placeOf(key string, place map[string]int) int {
	if key == "" {
		return -1
	}
	general := generalKey(key)
	if general == KeyNodes {
		general = KeyNodeHost
	}
	i, ok := place[general]
	if !ok {
		return len(place) * 20000
	}
	number := 0
	if general != key {
		rest, _, _ := strings.Cut(strings.TrimPrefix(key, KeyNodes+"."), ".")
		number, _ = strconv.Atoi(rest)
	}
	return i*20000 + min(number, 9999)*2
}

func rank(s Severity) int {
	switch s {
	case Error:
		return 0
	case Warning:
		return 1
	}
	return 2
}
