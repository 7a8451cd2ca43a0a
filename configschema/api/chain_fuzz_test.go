package api

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/unknown"
)

// wholeFiles are texts of the classes that people have, beside those in testdata.
var wholeFiles = []string{
	wholeFile, strings.Replace(wholeFile, "'redis'", "'redis", 1), strings.ReplaceAll(wholeFile, "    ", "\t"), "root@server:~# cat configuration.yml\n" + wholeFile,
	strings.Replace(wholeFile, "    port: 6379\n", "<<<<<<< HEAD\n    port: 6379\n=======\n    port: 6380\n>>>>>>> main\n", 1),
	strings.Replace(wholeFile, "'a-long-password'", "ENC[AES256_GCM,data:x,type:str]", 1) + "sops:\n  mac: ENC[AES256_GCM,data:x]\n",
	strings.Replace(wholeFile, "'a-long-password'", "{{ secret \"/run/secrets/redis\" }}", 1),
	strings.Replace(wholeFile, "    port: 6379\n", "    high_availability:\n      sentinel_name: m\n      nodes:\n        {{- range list \"a\" \"b\" }}\n        - host: {{ . }}\n        {{- end }}\n", 1),
	strings.Replace(wholeFile, "'a-long-password'", "\"{{ vault_redis_password | default('x') }}\"", 1),
	strings.Replace(wholeFile, "'a-long-password'", "${REDIS_PASSWORD}", 1),
	"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: authelia\ndata:\n  configuration.yml: |\n" + "    " + strings.ReplaceAll(wholeFile, "\n", "\n    ") + "\n  other: x\n",
	"apiVersion: v1\nkind: Secret\nmetadata:\n  name: authelia\ndata:\n  AUTHELIA_SESSION_REDIS_HOST: cmVkaXM=\n",
	"services:\n  authelia:\n    image: authelia/authelia:4.38\n    configs:\n      - source: c\n        target: /config/configuration.yml\n  redis:\n    image: redis:7\n    command: redis-server --requirepass a\nconfigs:\n  c:\n    content: |\n      session:\n        secret: x\n        redis:\n          host: redis\n          password: a$$b\n",
	"services:\n  authelia:\n    extends: base\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: redis\n  base:\n    image: authelia/authelia\n    environment: [AUTHELIA_SESSION_REDIS_PORT=1]\ninclude: [redis.yml]\n",
	"docker run -d --name redis redis:7 --requirepass a\ndocker run -e AUTHELIA_SESSION_REDIS_HOST=redis authelia/authelia\n",
	intake.Join([]configschema.File{{Name: "configuration.yml", Text: wholeFile}, {Name: ".env", Text: "AUTHELIA_SESSION_REDIS_PASSWORD=other\n"}}),
	intake.Join([]configschema.File{{Name: "configuration.yml", Text: wholeFile}, {Name: "redis.conf", Text: "port 6380\nrequirepass a\n"}}),
	"rediss://authelia:p%40ss@redis.example.com:6380/1\n", "redis-cli -h redis -p 6380 -a secret ping\n",
	"cache:\n  redis:\n    address: tcp://redis:6379\n", "redis:\n  host: redis\n  password: x\n", "host: redis\nport: 6379\n",
	`time="2024-05-02T10:11:12+02:00" level=fatal msg="redis connection error: NOAUTH Authentication required."` + "\n",
}

const wholeFile = "---\ntheme: 'dark'\nserver:\n  address: 'tcp://:9091'\nsession:\n  secret: 'insecure_session_secret'\n  cookies:\n    - domain: 'example.com'\n  redis:\n    host: 'redis'\n    port: 6379\n    password: 'a-long-password'\nstorage:\n  local:\n    path: '/config/db.sqlite3'\n"

// Whatever a text is: each value that is read has its place in it, putting back what was
// read changes nothing, and putting in something new changes that, in its block, and nothing
// else that is read.
func FuzzChain(f *testing.F) {
	for _, pattern := range []string{"../intake/testdata/kube/*.yaml", "../intake/testdata/lists/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add("4.39", string(text))
		}
	}
	for _, text := range wholeFiles {
		f.Add("4.39", text)
		f.Add("4.33", text)
	}
	f.Fuzz(func(t *testing.T, version, text string) {
		if len(text) > 1<<14 {
			return
		}
		found, err := intake.Read(t.Context(), intake.Split(text), version, nil)
		if err != nil {
			return
		}
		imported, err := Import(t.Context(), nil, text, version, nil)
		if err != nil {
			if strings.TrimSpace(text) != "" {
				t.Fatalf("read, and not imported: %v", err)
			}
			return
		}
		sourced(t, text, found)
		values := found.Result.Values
		same, err := Merge(t.Context(), text, configschema.Input{Authelia: version, Values: values, Kind: found.Result.Kind})
		if err == nil {
			for _, file := range same.Files {
				if file.Changed {
					t.Errorf("what was read is put back as something else: %+v", file.Diff)
				}
			}
		}
		if !imported.Mergeable || len(found.Input.Environment)+len(found.Input.Settings)+len(found.Result.FromFile) > 0 {
			return
		}
		put := maps.Clone(values)
		put[authelia.KeyPassword] = "it's #1: \"new\""
		merged, err := Merge(t.Context(), text, configschema.Input{Authelia: version, Values: put, Kind: found.Result.Kind})
		if err != nil {
			return
		}
		within(t, found, merged)
		again, err := intake.Read(t.Context(), intake.Split(merged.Text), version, nil)
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range put {
			if _, known := authelia.OptionOf(key); known && want != "" && again.Result.Values[key] != want {
				t.Errorf("%s is %q, not %q, in\n%s", key, again.Result.Values[key], want, merged.Text)
			}
		}
	})
}

// sourced holds that each value has its place, and that the place is there.
func sourced(t *testing.T, text string, found intake.Found) {
	lines := map[string]int{}
	for _, file := range intake.Split(text) {
		lines[file.Name] = max(lines[file.Name], 1+strings.Count(lineBreaks.Replace(file.Text), "\n"))
	}
	for key := range found.Result.Values {
		if o, _, stands := unknown.Of(key, found.Result.Values[key]); stands {
			key = o.Key
		}
		if _, known := authelia.OptionOf(key); !known {
			continue
		}
		source, ok := found.Result.Sources[key]
		if !ok {
			t.Errorf("%s has no place", key)
			continue
		}
		if most, isText := lines[source.File]; !isText || source.Line < 1 || source.Line > most {
			t.Errorf("%s is in line %d of %q, which has %d", key, source.Line, source.File, most)
		}
	}
}

// within holds that a merge changed nothing around the blocks in which configurations stand.
func within(t *testing.T, found intake.Found, merged Merged) {
	for _, file := range merged.Files {
		for _, hunk := range file.Diff {
			for _, line := range hunk.Lines {
				inside := func(f configschema.File) bool {
					return f.Above == 0 || line.Old > f.Above && line.Old <= f.Above+strings.Count(f.Text, "\n")+1
				}
				if line.Op == "removed" && !slices.ContainsFunc(found.Files, inside) {
					t.Errorf("line %d is none of a configuration: %q", line.Old, line.Text)
				}
			}
		}
	}
}

// lineBreaks are all that YAML sees.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
