package codetree

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// shown is a tree in one line.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		var parts []string
		for i := 0; i < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+shown(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		var parts []string
		for _, item := range n.Content {
			parts = append(parts, shown(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if n.Tag == Expression {
		return "<" + n.Value + ">"
	}
	return n.Value
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Nix sets", "{ config, pkgs, ... }:\n{\n  services.authelia.instances.main = {\n    enable = true; # yes\n    settings.session.redis = { host = \"/run/redis.sock\"; port = 0; };\n  };\n}\n",
			"[{}, {services: {authelia: {instances: {main: {enable: true, settings: {session: {redis: {host: /run/redis.sock, port: 0}}}}}}}}]"},
		{"Nix paths", "{ a.b.c = \"x\"; a.b.d = 1; a.b = { e = lib.mkForce \"y\"; }; }", "[{a: {b: {c: x, d: 1, e: y}}}]"},
		{"Nix names in quotes", "{ containers.\"authelia\".environment = { X = \"1\"; }; }", "[{containers: {authelia: {environment: {X: 1}}}}]"},
		{"Nix lists", "{ a = [ \"x\" \"y\" ]; };", "[{a: [x, y]}]"},
		{"Nix texts", "{ a = ''\n    x: 1\n      y: ''${z}\n  ''; b = config.x.y; c = \"${d}\"; }; ", "[{a: x: 1\n  y: ${z}\n, b: <config.x.y>, c: <${d}>}]"},
		{"HCL blocks", "resource \"docker_container\" \"authelia\" {\n  image = \"authelia/authelia:4.39\" // the newest\n  env = [\n    \"A=b\",\n    \"C=${var.d}\",\n  ]\n}\n", "{resource: {image: authelia/authelia:4.39, env: [A=b, <C=${var.d}>]}}"},
		{"HCL blocks again", "env {\n  name = \"A\"\n  value = \"b\"\n}\nenv {\n  name = \"C\"\n  value = var.c\n}\n", "{env: [{name: A, value: b}, {name: C, value: <var.c>}]}"},
		{"HCL documents", "template {\n  data = <<-EOT\n    session:\n      redis: x\n  EOT\n  to = \"y\"\n}\n", "{template: {data: session:\n  redis: x\n, to: y}}"},
		{"Python", "client.run('authelia/authelia', environment=['A=b', \"C=it's\"], detach=True)\nx = {'d': os.environ['E'], 'f': None,}\n", "{x: {d: <os.environ>, f: None}, : [{environment: [A=b, C=it's], detach: true, : [authelia/authelia]}]}"},
		{"merged", "x = merge(local.y, { A = \"b\" })\n", "{x: [[{A: b}]]}"},
	} {
		root, closed := Read(c.text)
		got := shown(root)
		if got != c.want && "["+got+"]" != c.want || !closed {
			t.Errorf("%s: %v\n got %s\nwant %s", c.name, closed, got, c.want)
		}
	}
	for _, text := range []string{"{", "a = [", "}", "a = (]", strings.Repeat("[", 10_000)} {
		if _, closed := Read(text); closed {
			t.Errorf("%.20q is closed", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"{ a = ''b''; }; ", "a <<EOF\nx\nEOF\n", "x = {'a': \"\\", "=", "= = =", "a.b.\"c\".d = (1);"} {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) { Read(text) })
}
