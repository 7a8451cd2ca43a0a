package deploy

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/schema"
	"gopkg.in/yaml.v3"
)

type service struct {
	Image         string
	Command       []string
	User          string
	ReadOnly      bool     `json:"read_only"`
	CapDrop       []string `json:"cap_drop"`
	SecurityOpt   []string `json:"security_opt"`
	PidsLimit     int      `json:"pids_limit"`
	MemLimit      string   `json:"mem_limit"`
	Environment   map[string]string
	Ports         []string
	Networks      []string
	Volumes       []string
	Secrets       []string
	Healthcheck   struct{ Test []string }
	DependsOn     map[string]struct{ Condition string } `json:"depends_on"`
	Privileged    bool
	NetworkMode   string   `json:"network_mode"`
	CapAdd        []string `json:"cap_add"`
	ContainerName string   `json:"container_name"`
}

type composition struct {
	Services map[string]service
	Networks map[string]struct{ Internal bool }
	Volumes  map[string]any
	Secrets  map[string]struct{ File string }
}

func compositions(t *testing.T) map[string]map[string]any {
	t.Helper()
	read := map[string]map[string]any{}
	for _, path := range glob(t, "compose/*.yml") {
		read[filepath.Base(path)] = document(t, path)
	}
	return read
}

// TestComposeSpecification holds the files to the schema with which docker compose
// itself begins.
func TestComposeSpecification(t *testing.T) {
	for name, file := range compositions(t) {
		if err := schema.Validate(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		file["services"].(map[string]any)["wizard"].(map[string]any)["unheard_of"] = true
		if schema.Validate(file) == nil {
			t.Errorf("%s: an option that no service has is not found", name)
		}
	}
}

// TestComposeOfTheWizard holds what the wizard writes for Compose to the same schema:
// the files that a person has read, and that its own tests compare with.
func TestComposeOfTheWizard(t *testing.T) {
	goldens := glob(t, "../configschema/render/testdata/golden/*.compose.txt")
	for _, path := range goldens {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "=== compose.override.yml (yaml)\n")
		rest, _, found := strings.Cut(rest, "\n=== ")
		var file map[string]any
		if err := yaml.Unmarshal([]byte(rest), &file); err != nil || !found {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := schema.Validate(file); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		// A single $ begins a variable, and none is set.
		if strings.Contains(strings.ReplaceAll(rest, "$$", ""), "$") {
			t.Errorf("%s holds a variable", path)
		}
	}
}

var pinned = regexp.MustCompile(`^redis:\d+\.\d+\.\d+-alpine$`)

func TestContainersAreConfined(t *testing.T) {
	for name, file := range compositions(t) {
		for role, service := range as[composition](t, file).Services {
			where := name + ": " + role
			if !service.ReadOnly || !slices.Equal(service.CapDrop, []string{"ALL"}) || !slices.Equal(service.SecurityOpt, []string{"no-new-privileges:true"}) {
				t.Errorf("%s: may write to its root or gain rights", where)
			}
			if service.Privileged || service.NetworkMode != "" || len(service.CapAdd) > 0 {
				t.Errorf("%s: is given rights", where)
			}
			if service.PidsLimit == 0 || service.MemLimit == "" || len(service.Healthcheck.Test) < 2 {
				t.Errorf("%s: lacks a limit or a health check", where)
			}
			wantUser := "999:1000" // redis:redis in the images based on Alpine
			if role == "wizard" {
				wantUser = "65532:65532"
			} else if !pinned.MatchString(service.Image) {
				t.Errorf("%s: the image %s is no version", where, service.Image)
			}
			if service.User != wantUser {
				t.Errorf("%s: runs as %q, not as %s", where, service.User, wantUser)
			}
		}
	}
}

// TestOnlyTheWizardIsPublished holds that Redis is reached from the network that it
// shares with the wizard and Authelia, and that the wizard is told to reach nothing
// but what is on it.
func TestOnlyTheWizardIsPublished(t *testing.T) {
	for name, file := range compositions(t) {
		composition := as[composition](t, file)
		if !composition.Networks["redis"].Internal {
			t.Errorf("%s: the network redis has a way out", name)
		}
		var others []string
		for role, service := range composition.Services {
			if role == "wizard" {
				continue
			}
			others = append(others, role)
			if len(service.Ports) > 0 || !slices.Equal(service.Networks, []string{"redis"}) {
				t.Errorf("%s: %s is published, or on the networks %v", name, role, service.Networks)
			}
		}
		wizard := composition.Services["wizard"]
		for _, port := range wizard.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s: the wizard is published as %s, on more than this machine", name, port)
			}
		}
		slices.Sort(others)
		if got, want := wizard.Environment["REDIS_WIZARD_ALLOW"], strings.Join(others, ","); got != want {
			t.Errorf("%s: the wizard may reach %q, but the others are %q", name, got, want)
		}
	}
}

// TestNamesLeadSomewhere finds what a schema does not: a service, a network, a
// volume, a secret or a file that is named but not there.
func TestNamesLeadSomewhere(t *testing.T) {
	for name, file := range compositions(t) {
		composition := as[composition](t, file)
		there := map[string][]string{
			"network": slices.Collect(maps.Keys(composition.Networks)),
			"volume":  slices.Collect(maps.Keys(composition.Volumes)),
			"secret":  slices.Collect(maps.Keys(composition.Secrets)),
			"service": slices.Collect(maps.Keys(composition.Services)),
		}
		used := map[string]bool{}
		use := func(role, kind, wanted string) {
			used[kind+" "+wanted] = true
			if !slices.Contains(there[kind], wanted) {
				t.Errorf("%s: %s names the %s %q, which is not there", name, role, kind, wanted)
			}
		}
		for role, service := range composition.Services {
			for _, network := range service.Networks {
				use(role, "network", network)
			}
			for _, secret := range service.Secrets {
				use(role, "secret", secret)
			}
			for other, wait := range service.DependsOn {
				use(role, "service", other)
				if wait.Condition != "service_healthy" {
					t.Errorf("%s: %s does not wait until %s is well", name, role, other)
				}
			}
			for _, volume := range service.Volumes {
				source, target, _ := strings.Cut(volume, ":")
				if !strings.HasPrefix(source, ".") {
					use(role, "volume", source)
					continue
				}
				target, _, _ = strings.Cut(target, ":")
				for _, word := range append(service.Command, service.Healthcheck.Test...) {
					if rest, inside := strings.CutPrefix(word, target+"/"); inside {
						if _, err := os.Stat(filepath.Join("compose", source, rest)); err != nil {
							t.Errorf("%s: %s: %v", name, role, err)
						}
					}
				}
			}
		}
		for kind, names := range map[string][]string{"network": there["network"], "volume": there["volume"], "secret": there["secret"]} {
			for _, declared := range names {
				if !used[kind+" "+declared] {
					t.Errorf("%s: nothing uses the %s %s", name, kind, declared)
				}
			}
		}
		for secret, source := range composition.Secrets {
			if want := "./secrets/" + secret; source.File != want {
				t.Errorf("%s: the secret %s is in %s, not in %s, which git ignores", name, secret, source.File, want)
			}
		}
	}
}

// group is what a Sentinel group's services are called, by the role in their names.
func group(file composition, role string) []string {
	var names []string
	for name := range file.Services {
		if strings.HasPrefix(name, role+"-") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestSentinelGroupAnnouncesItsNames(t *testing.T) {
	file := as[composition](t, compositions(t)["compose.sentinel.yml"])
	servers, sentinels := group(file, "redis"), group(file, "sentinel")
	if len(servers) != 3 || len(sentinels) != 3 {
		t.Fatalf("there are %d servers and %d sentinels", len(servers), len(sentinels))
	}
	for _, name := range servers {
		if want := "replica-announce-ip " + name; !slices.Contains(file.Services[name].Command, want) {
			t.Errorf("%s does not say %q", name, want)
		}
		replica := slices.Contains(file.Services[name].Command, fmt.Sprintf("replicaof %s 6379", servers[0]))
		if replica != (name != servers[0]) {
			t.Errorf("%s: replica of %s: %v", name, servers[0], replica)
		}
	}
	for _, name := range sentinels {
		if want := "sentinel announce-ip " + name; !slices.Contains(file.Services[name].Command, want) {
			t.Errorf("%s does not say %q", name, want)
		}
	}
}
