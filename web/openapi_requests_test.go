package web

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/render"
)

func post(name string) operation { return operation{"POST", "/api/v1/" + name} }

// asJSON is a request's body.
func asJSON(t *testing.T, members map[string]any) string {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// corpus gives every nth of the configurations whose verdicts real releases of
// Authelia gave.
func corpus(t *testing.T, nth int) (list []string) {
	t.Helper()
	for _, name := range []string{"blocks", "random"} {
		file, err := os.Open("../configschema/testdata/conformance/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for i := 0; lines.Scan(); i++ {
			if i%nth != 0 {
				continue
			}
			var one struct{ YAML string }
			if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
				t.Fatal(err)
			}
			list = append(list, one.YAML)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// What the corpus holds, through every question that takes a configuration.
func TestOpenAPICorpus(t *testing.T) {
	c := newClient(t, Options{Prober: inFull})
	versions := authelia.VersionChoices()
	for i, yaml := range corpus(t, 7) {
		version := versions[i%len(versions)]
		got := c.post(t, post("evaluate"), asJSON(t, map[string]any{"authelia": version, "yaml": yaml}))
		wantStatus(t, got, 200)
		var evaluation struct {
			Kind   string
			Values configschema.Values
		}
		if err := json.Unmarshal([]byte(got.body), &evaluation); err != nil {
			t.Fatal(err)
		}
		form := map[string]any{"authelia": version, "kind": evaluation.Kind, "values": evaluation.Values}
		with := func(more map[string]any) string {
			for name, value := range form {
				if _, set := more[name]; !set {
					more[name] = value
				}
			}
			return asJSON(t, more)
		}
		c.post(t, post("evaluate"), with(map[string]any{}))
		c.post(t, post("probe"), with(map[string]any{"neighbours": i%2 == 0}))
		c.post(t, post("import"), asJSON(t, map[string]any{"authelia": version, "text": yaml}))
		c.post(t, post("render"), with(map[string]any{"to": render.Shapes[i%len(render.Shapes)].Format}))
		c.post(t, post("merge"), with(map[string]any{"text": yaml}))
		c.post(t, post("evaluate"), with(map[string]any{"text": yaml}))
		c.post(t, post("fix"), with(map[string]any{"text": yaml, "set": map[string]string{portKey: "6379"}}))
		c.post(t, post("merge"), asJSON(t, map[string]any{"text": yaml, "values": map[string]string{hostKey: "redis"}}))
		if link := c.post(t, post("share"), with(map[string]any{})); link.StatusCode == 200 {
			var shared struct{ Fragment string }
			if err := json.Unmarshal([]byte(link.body), &shared); err != nil {
				t.Fatal(err)
			}
			c.post(t, post("open"), asJSON(t, map[string]any{"fragment": shared.Fragment}))
		}
		if i%4 == 0 { // a plan judges a dozen times
			delete(form, "authelia")
			other := versions[(i+3)%len(versions)]
			c.post(t, post("upgrade"), with(map[string]any{"from": version, "to": other}))
			c.post(t, post("upgrade"), with(map[string]any{"from": version, "to": other, "text": yaml}))
		}
	}
}

// Questions that the corpus does not ask.
func TestOpenAPIQuestions(t *testing.T) {
	c := newClient(t, Options{Prober: inFull})
	var everyVersion []map[string]any
	for _, version := range authelia.VersionChoices() {
		everyVersion = append(everyVersion, map[string]any{"from": "4.29", "to": version, "values": map[string]string{hostKey: "redis", "session.redis.timeout": "5"}})
	}
	for name, bodies := range map[string][]map[string]any{
		"evaluate": {
			{}, {"authelia": nil, "kind": nil, "tls": nil, "values": nil, "yaml": nil}, {"authelia": "", "kind": "", "tls": "", "yaml": ""},
			{"kind": "sentinel", "tls": "on"}, {"kind": "socket", "tls": "off", "values": map[string]string{hostKey: "/run/redis.sock"}},
			{"values": map[string]string{"\x00<script>": "\u2028", "session.redis.high_availability.nodes.7.host": "x", "theme": "dark"}},
			{"yaml": "session:\n\tredis:"}, {"yaml": "session: {redis: {host: a, tls: {minimum_version: SSL3.0}}}\ntheme: dark\n"}, {"yaml": strings.Repeat("[", 5000)},
			{"yaml": "\ufeffredis:\r\n  host: \U0001F600\r\n"}, {"yaml": "a: &a [*a]"}, {"authelia": "4.36", "yaml": "session:\n  redis:\n    host: /a.sock\n    port: x\n"},
		},
		"probe": {{}, {"ca": nil, "neighbours": nil}, {"yaml": "theme: dark\n"}, {"values": map[string]string{hostKey: "redis", portKey: "0"}}},
		"import": {
			{"text": "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/x\n"}, {"text": "redis-cli -h redis -p 6380 --tls"},
			{"text": "hello"}, {"text": "services:\n  authelia:\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: redis\n"},
			{"text": "configMap:\n  session:\n    redis:\n      enabled: true\n      host: redis\n"}, {"text": "rediss://:p@h:1/x?y=z"}, {"text": "unix:///run/redis.sock"},
			{"texts": []map[string]any{{"name": "a.yml", "text": "session:\n  redis:\n    port: x\n"}, {"text": "AUTHELIA_SESSION_REDIS_PORT=y"}}},
			{"texts": []map[string]any{{"name": nil, "text": nil}}, "text": nil},
		},
		"fix": {
			{"text": "redis:\n  pasword: x\n", "set": map[string]string{"session.redis.pasword": "", passwordKey: "x"}}, {"text": "hello", "set": map[string]string{}}, {"text": "a: [", "set": map[string]string{hostKey: "x"}},
		},
		"merge": {
			{"text": "# nothing\n", "values": map[string]string{hostKey: "redis"}}, {"text": "AUTHELIA_SESSION_REDIS_HOST=redis"}, {"text": "a: ["},
			{"text": "session:\n  redis:\n    host: a\n"}, {"authelia": "4.30", "kind": "sentinel", "tls": "on", "text": "session: {}\n", "values": map[string]string{nameKey: "mymaster"}},
		},
		"upgrade": append(everyVersion, map[string]any{}, map[string]any{"from": "4.39", "to": "4.29", "text": "session:\n  redis:\n    host: redis\n    timeout: 5\n"},
			map[string]any{"from": "4.37", "to": "4.39", "text": "a: ["}),
		"explain": {
			{}, {"text": nil}, {"text": "hello"},
			{"text": "1:C 01 Jan 2025 00:00:00.000 # WARNING Memory overcommit must be enabled!\ndial tcp 10.0.0.5:6379: connect: connection refused\nWRONGPASS invalid username-password pair\n+sdown master mymaster 10.0.0.5 6379\n"},
			{"text": strings.Repeat("NOAUTH Authentication required.\n", 1200)},
		},
		"share": {{}, {"tls": "on", "values": map[string]string{hostKey: "redis://:p@h", passwordKey: "a secret", "made.up": "x"}}},
		"open":  {{"fragment": "#share=1&tls=on"}, {"fragment": "share=1&unknown=1&password=x"}, {"fragment": ""}, {"fragment": "share=2"}, {"fragment": "share=1&host=%zz"}, {"fragment": "share=1&authelia=9"}},
	} {
		for _, body := range bodies {
			c.post(t, post(name), asJSON(t, body))
		}
	}
	for _, shape := range render.Shapes {
		for _, kind := range []string{"single", "socket", "sentinel"} {
			got := c.post(t, post("render"), asJSON(t, map[string]any{"to": shape.Format, "kind": kind, "tls": "on", "values": map[string]string{
				hostKey: "redis", passwordKey: "a secret", nameKey: "mymaster", "session.redis.high_availability.nodes.0.host": "s1",
			}}))
			wantStatus(t, got, 200)
		}
	}
	wantStatus(t, c.post(t, post("render"), `{"to":"k8s"}`), 200)
	wantStatus(t, c.post(t, post("render"), `{"to":"toml"}`), 400)
}
