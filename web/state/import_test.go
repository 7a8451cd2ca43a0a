package state

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/render"
)

// do makes some actions one after the other, each on the fields that the one before would
// show, and judges what comes of them.
func do(t *testing.T, s State, actions ...string) State {
	t.Helper()
	form := Form{MaxRows: 20}
	for _, action := range actions {
		var err error
		if s, err = form.Reduce(t.Context(), s, ParseAction(action)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Judge(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func bound(t *testing.T, fields map[string]string) State {
	t.Helper()
	all := map[string][]string{}
	for name, text := range fields {
		all[name] = []string{text}
	}
	s, err := Form{MaxRows: 20}.Bind(all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const slips = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    port: 70000\n    pasword: 'hunter2' # kept\n    frobnicate: 1\n"

// A text without errors fills in the form at once; any other waits for a decision, and the
// form is as it was until then.
func TestImportDecides(t *testing.T) {
	s := do(t, bound(t, map[string]string{"yaml": "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n", "authelia": "4.39"}), "import")
	if s.Importing || s.Input.Values[authelia.KeyHost] != "redis" || s.Document() == "" || s.Focus != "state" {
		t.Errorf("it was not used: %+v", s.Import)
	}
	s = do(t, bound(t, map[string]string{"yaml": slips, "authelia": "4.39", authelia.KeyHost: "typed"}), "import")
	if !s.Importing || s.Input.Values[authelia.KeyHost] != "typed" || s.Document() != "" || s.Review == nil || s.Review.Errors != 3 || s.Focus != "import-review" {
		t.Fatalf("it was used: %+v", s.Import)
	}
	if !s.Result.OK { // what is reviewed is no part of the verdict yet
		t.Errorf("the verdict is about the text: %+v", s.Result.Problems)
	}
	s = do(t, s, "use-import")
	if s.Importing || s.Input.Values[authelia.KeyHost] != "redis" || s.Document() != slips {
		t.Errorf("it was not used as it is: %+v", s.Import)
	}
	if s.Result.OK { // fault 1
		t.Error("the verdict is good although the file has unknown keys")
	}
}

// What was in the file is in the file that comes of it, until somebody decides otherwise
// (faults 1 and 2).
func TestNothingIsDropped(t *testing.T) {
	s := do(t, bound(t, map[string]string{"yaml": slips, "authelia": "4.39"}), "import", "use-import")
	if s.Merged == nil || s.Merged.Text != slips {
		t.Fatalf("the file is not as it was: %+v", s.Merged)
	}
	s.Input.Values[authelia.KeyHost] = "other"
	s = do(t, s, "tab.file")
	if s.Merged == nil || !strings.Contains(s.Merged.Text, "pasword: 'hunter2' # kept") || !strings.Contains(s.Merged.Text, "frobnicate: 1") {
		t.Errorf("something was dropped: %+v", s.Merged)
	}
}

// All fixes at once leave what needs a decision, and the comments; the review is that of
// the text as it is then (faults 26 to 28).
func TestFixAll(t *testing.T) {
	s := do(t, bound(t, map[string]string{"yaml": slips, "authelia": "4.39"}), "import")
	if s.Review.Fixes != 2 {
		t.Errorf("%d fixes can be made together", s.Review.Fixes)
	}
	s = do(t, s, "fix-all")
	const want = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    port: 6379\n    password: 'hunter2' # kept\n    frobnicate: 1\n"
	if s.ImportText != want || s.Review.Errors != 1 || !s.Importing || s.Focus != "use-import" {
		t.Errorf("focus on %s, %d errors in\n%s", s.Focus, s.Review.Errors, s.ImportText)
	}
	s = do(t, s, "use-import")
	s.Input.Values[authelia.KeyPort] = "7000" // the form goes on
	if s = do(t, s, "open-import"); s.Review == nil || s.Review.Errors != 1 || s.ImportText != want {
		t.Errorf("the review is of another text: %+v", s.Import)
	}
}

// After a fix the next one has the focus, and then the button that uses the text.
func TestFixByFix(t *testing.T) {
	s := do(t, bound(t, map[string]string{"yaml": slips, "authelia": "4.39"}), "import")
	var met []string
	for range 5 {
		i := slices.IndexFunc(s.Review.findings(), func(f Finding) bool { return f.Fix != "" })
		if i < 0 {
			break
		}
		s = do(t, s, s.Review.findings()[i].Fix)
		met = append(met, s.Focus)
	}
	if want := []string{"fix-text.session.redis.pasword.F01", "fix-text.session.redis.frobnicate.F01", "use-import"}; !slices.Equal(met, want) {
		t.Errorf("the focus went %v", met)
	}
	if strings.Contains(s.ImportText, "frobnicate") || s.Review.Errors > 0 {
		t.Errorf("the text is\n%s", s.ImportText)
	}
}

// To close the area without using a text drops it, and keeps the one in use.
func TestCloseImport(t *testing.T) {
	if s := do(t, bound(t, map[string]string{"yaml": slips}), "import", "close-import"); s.ImportText != "" || s.Importing {
		t.Errorf("it is still there: %+v", s.Import)
	}
	s := do(t, bound(t, map[string]string{"yaml": slips}), "import", "use-import", "open-import", "close-import")
	if s.Document() != slips {
		t.Errorf("the file in use is gone: %+v", s.Import)
	}
	if s = do(t, s, "remove-import"); s.ImportText != "" || s.Input.Values[authelia.KeyHost] != "redis" {
		t.Errorf("it was not removed, or the form lost its values: %+v", s.Import)
	}
}

// Secrets by file are written back as such (fault 3), templates are understood (10), and so
// are the configurations of Redis itself (30).
func TestForms(t *testing.T) {
	s := do(t, bound(t, map[string]string{"yaml": "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/pw\n", "tab": string(render.Compose)}), "import")
	if s.Document() == "" || s.Rendering == nil || !strings.Contains(s.Rendering.Files[0].Text, "AUTHELIA_SESSION_REDIS_PASSWORD_FILE: '/run/secrets/pw'") {
		t.Errorf("the file of the password is lost: %+v", s.Rendering)
	}
	if s = do(t, s, "open-import"); len(s.Review.Elsewhere) != 1 || s.Review.Elsewhere[0].Place != "/run/secrets/pw" {
		t.Errorf("the review does not say where the password is: %+v", s.Review.Elsewhere)
	}
	s = do(t, bound(t, map[string]string{"yaml": "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    password: {{ secret \"/run/secrets/redis\" | mindent 0 \"|\" | msquote }}\n"}), "import")
	if s.Input.Values[authelia.KeyHost] != "redis" || !slices.ContainsFunc(problemCodes(s), func(code string) bool { return code == "template" }) {
		t.Errorf("the template is not understood: %v", problemCodes(s))
	}
	for _, text := range []string{"requirepass hunter2\nport 6380\n", "sentinel monitor mymaster 10.0.0.1 6379 2\n", "user authelia on >hunter2 ~* +@all\n"} {
		if s = do(t, bound(t, map[string]string{"yaml": text}), "import"); len(s.Input.Values) == 0 {
			t.Errorf("nothing was read of %q", text)
		}
	}
}

func problemCodes(s State) (codes []string) {
	for _, p := range s.Result.Problems {
		codes = append(codes, p.Code)
	}
	return codes
}

// No secret is on a line that is shown, and of a large text few lines are.
func TestReviewIsShort(t *testing.T) {
	text := slips + strings.Repeat("# a comment of no interest\n", 20_000) + "storage:\n  encryption_key: 'hunter2 too'\n# password: 'hunter2 once'\n"
	s := do(t, bound(t, map[string]string{"yaml": text, "authelia": "4.39"}), "import")
	if n := len(s.Review.Shown); n > 30 || s.Review.Total < 20_000 {
		t.Errorf("%d lines of %d are shown", n, s.Review.Total)
	}
	s = do(t, bound(t, map[string]string{"yaml": strings.ReplaceAll(text, "# a comment of no interest\n", ""), "authelia": "4.39"}), "import")
	for _, line := range s.Review.Shown {
		if strings.Contains(line.Text, "hunter2") {
			t.Errorf("line %d is shown as %q", line.Number, line.Text)
		}
	}
	if s.Review.Shown[3].Text != "    host: 'redis'" {
		t.Errorf("a line without a secret is shown as %q", s.Review.Shown[3].Text)
	}
}

// A log goes to where logs are explained, also one that was typed into a field.
func TestLogGoesToExplain(t *testing.T) {
	const line = `level=fatal msg="redis connection error: NOAUTH Authentication required."`
	s := do(t, bound(t, map[string]string{"yaml": line + "\n", authelia.KeyHost: "redis"}), "import")
	if s.Place != PlaceExplain || s.Log != line+"\n" || s.ImportText != "" || s.Explained == nil || len(s.Explained.Explanations) != 1 {
		t.Errorf("at %q: %+v", s.Place, s.Explained)
	}
	s = do(t, bound(t, map[string]string{authelia.KeyHost: line}), "explain-this:"+authelia.KeyHost)
	if s.Place != PlaceExplain || s.Log != line || s.Input.Values[authelia.KeyHost] != "" {
		t.Errorf("at %q with %q", s.Place, s.Log)
	}
}

// A URL in the host is split with its login and database (fault 6).
func TestSplitURL(t *testing.T) {
	s := do(t, bound(t, map[string]string{authelia.KeyHost: "redis://authelia:p%40ss@redis.example.com:6380/2"}), "check")
	for _, p := range s.Result.Problems {
		if p.Key == authelia.KeyHost && p.Fix != nil {
			carried, err := json.Marshal(p.Fix)
			if err != nil {
				t.Fatal(err)
			}
			s = do(t, s, "fix:"+string(carried))
			break
		}
	}
	for key, want := range map[string]string{authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.KeyUsername: "authelia", authelia.KeyPassword: "p@ss", "session.redis.database_index": "2"} {
		if got := s.Input.Values[key]; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}
