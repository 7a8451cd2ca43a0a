package assets

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(texts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i < len(texts); i += 2 {
		files["page/"+texts[i]] = &fstest.MapFile{Data: []byte(texts[i+1])}
	}
	return files
}

// What is imported comes first, once, however many import it.
func TestBundle(t *testing.T) {
	got, err := bundle(folder(
		"app.js", "import { twice } from \"./twice.js\";\nimport { one, two } from \"./numbers.js\";\nconsole.log(twice(one) === two);",
		"twice.js", "import { two } from \"./numbers.js\";\n\nexport function twice(n) {\n  return n * two;\n}",
		"numbers.js", "// import of nothing\nexport const one = 1;\nexport const two = 2;",
		"other.js", "never();",
	), "page", "app.js")
	if err != nil {
		t.Fatal(err)
	}
	want := inOwnTask + `// numbers.js
const $numbers_js = (() => {
// import of nothing
const one = 1;
const two = 2;
return { one, two };
})();
// twice.js
const $twice_js = (() => {
const { two } = $numbers_js;

function twice(n) {
  return n * two;
}
return { twice };
})();
// app.js
const $app_js = (() => {
const { twice } = $twice_js;
const { one, two } = $numbers_js;
console.log(twice(one) === two);
return {  };
})();
`
	if string(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A form of module that cannot be joined is refused, and named.
func TestBundleRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"all names":     {folder("app.js", `import * as all from "./a.js";`, "a.js", ""), `app.js: cannot join modules by a line of this form: import * as all from "./a.js";`},
		"renamed":       {folder("app.js", `import { a } from "./a.js";`, "a.js", "const b = 1;\nexport { b as a };"), "a.js: cannot join modules by a line of this form: export { b as a };"},
		"a variable":    {folder("app.js", "export let n = 0;"), "app.js: cannot join modules by a line of this form: export let n = 0;"},
		"a circle":      {folder("app.js", `import { a } from "./a.js";`, "a.js", `import { b } from "./app.js";`), "modules import each other in a circle: app.js, a.js, app.js"},
		"nothing there": {folder("app.js", `import { a } from "./a.js";`), "imported by app.js, a.js: open page/a.js: file does not exist"},
	} {
		if _, err := bundle(c.files, "page", "app.js"); err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", name, err, c.want)
		}
	}
}

// The page's own script has every module of its folder in it.
func TestBundleIsComplete(t *testing.T) {
	script, err := bundle(files, scripts, Script)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := files.ReadDir(scripts)
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, entry := range entries {
		if name := entry.Name(); name != Theme && !strings.Contains(string(script), "\nconst "+variable(name)+" = ") {
			missing = append(missing, name)
		}
	}
	if slices.Sort(missing); missing != nil {
		t.Errorf("%v are in the folder and in no script: what imports them?", missing)
	}
}
