package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

const (
	extending = `name: auth
include:
  - redis.yml
  - path: [proxy.yml]
services:
  authelia:
    extends:
      file: common.yml
      service: app
    container_name: authelia
    environment:
      AUTHELIA_SESSION_REDIS_HOST: cache
      AUTHELIA_SESSION_REDIS_PASSWORD: another-password
    volumes:
      - ./config:/config
`
	common = `x-logging: &logging
  driver: json-file
services:
  base:
    restart: unless-stopped
    environment:
      - TZ=Europe/Berlin
      - AUTHELIA_SESSION_REDIS_PORT=6390
      - AUTHELIA_SESSION_REDIS_DATABASE_INDEX=3
  app:
    image: authelia/authelia:4.38.8
    logging: *logging
    extends: base
    environment:
      - AUTHELIA_SESSION_REDIS_PORT=6379
`
	included = `services:
  cache:
    image: redis:7-alpine
    command: ["redis-server", "--requirepass", "a-long-password"]
`
)

// What a service takes over from another one is its own, and has its place there; what is
// included is beside it.
func TestComposeParts(t *testing.T) {
	files := []configschema.File{{Name: "compose.yml", Text: extending}, {Name: "common.yml", Text: common}, {Name: "redis.yml", Text: included}}
	for range 2 {
		found, err := Read(t.Context(), files, "", nil)
		if err != nil || found.Form != Compose || found.Release != "4.38.8" {
			t.Fatalf("%v: %q %q", err, found.Form, found.Release)
		}
		want := configschema.Values{authelia.KeyHost: "cache", authelia.KeyPort: "6379", authelia.KeyIndex: "3", authelia.KeyPassword: "another-password"}
		if diff := cmp.Diff(want, found.Result.Values); diff != "" {
			t.Error(diff)
		}
		for key, source := range found.Result.Sources {
			i := slices.IndexFunc(files, func(f configschema.File) bool { return f.Name == source.File })
			if line := strings.Split(files[i].Text, "\n")[source.Line-1]; !strings.Contains(line, want[key]) {
				t.Errorf("%s is not in %v: %s", key, source, line)
			}
		}
		if len(found.Result.Problems) != 1 || found.Result.Problems[0].Code != "A03" {
			t.Errorf("%+v", found.Result.Problems)
		}
		if notes := strings.Join(found.Notes, "\n"); !strings.Contains(notes, "proxy.yml was not read: include names it") || !strings.Contains(notes, "The services in 'redis.yml' were read as well") || strings.Contains(notes, "left aside") {
			t.Errorf("notes: %q", found.Notes)
		}
		slices.Reverse(files) // whatever comes first
	}
	found, err := Read(t.Context(), files[:1], "", nil)
	if notes := strings.Join(found.Notes, "\n"); err != nil || !strings.Contains(notes, "common.yml was not read: extends names it") || !strings.Contains(notes, "redis.yml was not read: include names it") {
		t.Errorf("%v: %q", err, found.Notes)
	}
}

// A command line that starts Redis is compared like its service of a compose file.
func TestRedisRun(t *testing.T) {
	const server = "docker network create auth\nsudo docker run -d --name redis --network auth -v redis:/data \\\n  redis:7-alpine redis-server --save 60 1 --requirepass 'a-long-password' --port 6390\n"
	read := func(files ...configschema.File) (Found, []string) {
		found, err := Read(t.Context(), files, "4.39", nil)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, p := range found.Result.Problems {
			codes = append(codes, p.Code)
		}
		slices.Sort(codes)
		return found, codes
	}
	script := configschema.File{Name: "run.sh", Text: server + "docker run -d --name authelia --network auth -e AUTHELIA_SESSION_REDIS_HOST=redis -e AUTHELIA_SESSION_REDIS_PORT=6379 -e AUTHELIA_SESSION_REDIS_PASSWORD=another authelia/authelia:4.38\n"}
	if found, codes := read(script); found.Form != Environment || !slices.Equal(codes, []string{"A03", "port-beside"}) {
		t.Errorf("%q %q", found.Form, codes)
	}
	beside := configschema.File{Name: "redis.sh", Text: server}
	configuration := configschema.File{Name: "configuration.yml", Text: above + "session:\n  secret: 'insecure_session_secret'\n  redis:\n    host: localhost\n    port: 6390\n" + below}
	if found, codes := read(beside, configuration); !slices.Equal(codes, []string{"A01", "B02"}) || found.Result.Values[authelia.KeyPassword] != "" {
		t.Errorf("%q", codes)
	}
	found, codes := read(beside)
	want := configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6390", authelia.KeyPassword: "a-long-password"}
	if diff := cmp.Diff(want, found.Result.Values); diff != "" || found.Form != Server || len(codes) > 0 {
		t.Errorf("%q %q %s", found.Form, codes, diff)
	}
	for _, image := range []string{"bitnami/redis:7.2 ", "docker.io/bitnami/redis@sha256:00 "} {
		if found, _ := read(configschema.File{Text: "podman run --name=cache -e REDIS_PASSWORD=a-long-password --rm -d " + image}); found.Result.Values[authelia.KeyPassword] != "a-long-password" || found.Result.Values[authelia.KeyHost] != "cache" {
			t.Errorf("%s: %v", image, found.Result.Values)
		}
	}
	if found, _ := read(configschema.File{Text: "docker run -d --name redis nginx --requirepass x\n"}); found.Form != Unknown {
		t.Errorf("%q", found.Form)
	}
}
