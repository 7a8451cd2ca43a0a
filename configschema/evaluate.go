package configschema

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/rules"
	"redis-wizard/configschema/internal/sources"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
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
	return EvaluateWithin(request, in)
}

// EvaluateWithin is Evaluate as a part of a request that has counted its input
// already; nil stands for one without bounds.
func EvaluateWithin(request *bounds.Request, in Input) (Result, error) {
	asked, version, err := authelia.ReadVersion(in.Authelia)
	if err != nil {
		return Result{}, err
	}
	label := cmp.Or(strings.TrimPrefix(in.Authelia, "v"), version.Series())
	in.Kind, in.TLS = in.Kind.Known(), in.TLS.known()
	result := Result{Authelia: label, Values: authelia.Values{}, Problems: releaseNewer(label, asked, version), asked: asked, version: version}
	at := &yamltree.Positions{}
	if !in.sourced() {
		evaluateValues(&result, in, version)
	} else if err := evaluateSources(request, &result, in, version, at); err != nil {
		return Result{}, err
	}
	result.finish(in.Language)
	at.Resolve(result.Problems)
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
		total += len(v.Name) + len(v.Value) + len(v.Content)
	}
	for name, content := range in.Contents {
		total += len(name) + len(content)
	}
	files := in.texts()
	request.Bytes(total) // a request keeps the first error
	request.Options(len(in.Values) + len(in.Settings) + len(in.Contents))
	request.Variables(len(in.Environment))
	request.Files(len(files))
	for _, f := range files {
		request.Text(f.Name, f.Text)
	}
	return request.Err()
}

// evaluateValues judges what was typed into the form.
func evaluateValues(result *Result, in Input, version authelia.Version) {
	result.Values = form.Clean(in.Values)
	values, stand := unknown.Split(in.Counted(result.Values))
	env := sources.ReadEnvironment(in.withContents(standIns(stand)), version, &yamltree.Positions{})
	result.Contents = env.Contents
	for _, key := range form.UnknownKeys(values) {
		if r := authelia.RootOf(key); r == nil || key == r.Path {
			result.Problems = append(result.Problems, passedOver(key))
			delete(values, key)
		}
	}
	if len(values)+len(stand) == 0 && in.Kind == "" {
		result.Problems = append(result.Problems, unconfigured(!in.Partial))
		return
	}
	place, rowsOf := sources.Place{Roots: map[string]*yamltree.Entry{}}, map[string]form.Rows{}
	for _, root := range version.Roots() {
		if slices.Contains(root.Kinds, in.Kind) || form.HasPrefix(values, root.Prefix()) {
			tree, rows := form.Tree(root, values, in.Kind)
			place.Roots[root.Path], rowsOf[root.Path] = &yamltree.Entry{Key: root.Name(), Value: tree}, rows
		}
	}
	place.Add(env.Trees)
	result.Problems = append(result.Problems, env.LoadSecrets(&place)...)
	for _, root := range version.Roots() {
		e := place.Roots[root.Path]
		if e == nil {
			continue
		}
		if len(e.Value.Entries) == 0 && root.Options[0].Type == authelia.Text {
			e.Value.SetPath([]string{root.Options[0].Name()}, &yamltree.Value{Kind: yamltree.Text})
		}
		c := &rules.Checker{Version: version, Root: root, Value: e.Value, Rows: rowsOf[root.Path], Kind: in.Kind, Language: in.Language,
			Beside: rules.Beside(root, version, func(r *authelia.Root) bool { return form.HasPrefix(values, r.Prefix()) })}
		result.take(c, c.Check(*e))
	}
	result.Problems = append(result.Problems, env.Problems...)
	result.Kind = cmp.Or(in.Kind, result.Kind)
	result.YAML = form.Write(values, version, result.Kind)
}

// standIns are the variables that stand for what is not known here.
func standIns(values authelia.Values) (variables []sources.Variable) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		_, isFile, _ := authelia.OfVariable(name)
		variables = append(variables, sources.Variable{Name: name, Value: values[name], Elsewhere: !isFile || unknown.IsExpression(values[name])})
	}
	return variables
}

// withContents are variables with what is known of what they stand for.
func (in Input) withContents(variables []sources.Variable) []sources.Variable {
	if len(in.Contents) == 0 {
		return variables
	}
	variables = slices.Clone(variables)
	for i, v := range variables {
		variables[i].Content = cmp.Or(v.Content, in.Contents[v.Name])
	}
	return variables
}

// passedOver tells of a value that stands outside session.redis. Authelia may
// well know it: that is nothing to be judged here.
func passedOver(key string) causes.Problem {
	return causes.Problem{Key: key, Severity: causes.Info, Code: "not-an-option", MessageText: phrase.Of("{key} is no option of session.redis, so it is passed over", "key", key),
		HintText: phrase.Of("Only the options of session.redis are judged and written here. Leave {key} where it is in your configuration.", "key", key)}
}

// NotGiven is the message where a part was given, and nothing of Redis is in it.
const NotGiven phrase.Text = "session.redis is not in what was given"

// unconfigured tells that there is no section; of a part, the rest may well have one.
func unconfigured(whole bool) causes.Problem {
	if !whole {
		return causes.Problem{Severity: causes.Info, Code: "no-redis", MessageText: phrase.Of(NotGiven),
			HintText: phrase.Of("It may be in the rest of the configuration.yml, or in AUTHELIA_SESSION_REDIS_… variables: give these as well.")}
	}
	return causes.Problem{Severity: causes.Info, Code: "no-redis", MessageText: phrase.Of("session.redis is not configured: Authelia keeps its sessions in memory"),
		HintText: phrase.Of("Every session is lost when Authelia restarts, and a second instance does not share them. Fill in at least the host.")}
}

// take takes over what was found, and derives from the options what the page and the
// probe want to know.
func (r *Result) take(c *rules.Checker, s *decode.Settings) {
	r.Problems = append(r.Problems, c.Problems...)
	r.unlisted += c.Unlisted
	r.Kind = c.Root.Kinds[0]
	switch {
	case s.Sentinel:
		r.Kind = authelia.Sentinel
	case strings.HasPrefix(s.Texts[authelia.KeyHost], "/"):
		r.Kind = authelia.Socket
	}
	r.TLS = s.TLS
	r.FromFile, r.Unknown = append(r.FromFile, s.FromFileKeys()...), append(r.Unknown, s.UnknownKeys()...)
	if s.Given(authelia.KeyHost) || s.Given(authelia.KeySentinelName) {
		r.settings = s
	}
}

// finish puts the problems into words and in order, and lists the fields to
// show.
func (r *Result) finish(language phrase.Language) {
	r.OK = true
	for i := range r.Problems {
		r.Problems[i].Say(language)
		r.OK = r.OK && r.Problems[i].Severity != causes.Error
	}
	r.Kind = cmp.Or(r.Kind, authelia.Single)
	place, inUse := map[string]int{}, map[string]bool{}
	for key, value := range r.Values {
		if o, _, stands := unknown.Of(key, value); stands {
			key = o.Key
		}
		if value != "" {
			inUse[authelia.Key(key).Option()] = true
		}
	}
	for i, f := range authelia.Options() {
		place[f.Key] = i
		if f.For(r.Kind) && (f.Section != authelia.TLS || r.TLS) && (f.In(r.version) || inUse[f.Key]) {
			r.Fields = append(r.Fields, f.Key)
		}
	}
	sort.SliceStable(r.Problems, func(i, j int) bool { // unlike slices.SortStableFunc, no code of its own for each type
		p, q := r.Problems[i], r.Problems[j]
		return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(placeOf(p.Key, place), placeOf(q.Key, place)),
			cmp.Compare(slices.Index(severities, p.Severity), slices.Index(severities, q.Severity))) < 0
	})
	if r.unlisted > 0 {
		more := moreProblems(r.unlisted)
		more.Say(language)
		r.Problems = append(r.Problems, more)
	}
}

// placeOf orders keys as the form does: the file as a whole first, rows by number,
// unknown keys last.
func placeOf(key string, place map[string]int) int {
	if key == "" {
		return -1
	}
	k := authelia.Key(key)
	i, ok := place[k.Option()]
	if r := authelia.RootOf(key); !ok && authelia.IsList(key) { // a list stands where its rows do
		at := slices.IndexFunc(r.Options, func(o authelia.Option) bool { return strings.HasPrefix(o.Key, key+"[]") })
		i, ok = place[r.Options[at].Key], true
	}
	if !ok {
		return len(place) * 20000
	}
	row, _ := k.Row()
	return i*20000 + max(row, 0)*2
}

// severities are in the order in which they are told.
var severities = []causes.Severity{causes.Error, causes.Warning, causes.Info}

// moreProblems stands behind as many problems as are listed. There is an error
// among those: only unknown keys and values of wrong types are so many.
func moreProblems(number int) causes.Problem {
	p := causes.Problem{Severity: causes.Info, Code: "more-problems",
		MessageText: phrase.Of("{number} more problems are not listed", "number", strconv.Itoa(number)),
		HintText:    phrase.Of("Fix those that are listed; the others are shown then.")}
	if number == 1 {
		p.MessageText = phrase.Of("1 more problem is not listed")
	}
	return p
}

// ReleaseNewer is the code of the problem that a release is newer than those
// that are known.
const ReleaseNewer = "release-newer"

// releaseNewer tells that a release is judged as an older one; nothing where it is
// known.
func releaseNewer(label string, asked, judged authelia.Version) []causes.Problem {
	if asked == judged {
		return nil
	}
	p := causes.Problem{Severity: causes.Warning, Code: ReleaseNewer,
		MessageText: phrase.Of("Authelia {asked} is newer than the releases that this program knows, so it is judged as {judged}", "asked", label, "judged", judged.String()),
		HintText:    phrase.Of("A minor release can add, rename and refuse options. Read what its release notes say about Redis, or use a version of this program that knows it.")}
	if asked.Minor == judged.Minor {
		p.Severity = causes.Info
		p.HintText = phrase.Of("A patch release seldom changes anything about Redis. If Authelia says something else than is shown here, look for a newer version of this program.")
	}
	return []causes.Problem{p}
}
