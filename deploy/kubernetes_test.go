package deploy

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/deploy/published"
)

// manifests is every object in kubernetes/, by its kind.
func manifests(t *testing.T) map[string]map[string]any {
	t.Helper()
	objects := map[string]map[string]any{}
	for _, path := range glob(t, "kubernetes/*.yaml") {
		object := document(t, path)
		kind, _ := object["kind"].(string)
		if objects[kind] != nil {
			t.Fatalf("%s: there is another %s", path, kind)
		}
		objects[kind] = object
	}
	return objects
}

// closed makes the schemas refuse fields that they do not name, as the API server
// does for `kubectl apply`, whose validation is strict by default.
func closed(document any) {
	switch part := document.(type) {
	case map[string]any:
		_, properties := part["properties"].(map[string]any)
		if _, open := part["additionalProperties"]; properties && !open {
			part["additionalProperties"] = false
		}
		for _, child := range part {
			closed(child)
		}
	case []any:
		for _, child := range part {
			closed(child)
		}
	}
}

// openAPI finds what the API server publishes about an object: the document of its
// group, and the place of its kind in there.
func openAPI(object map[string]any) (file, pointer string) {
	apiVersion, kind := object["apiVersion"].(string), object["kind"].(string)
	group, version, named := strings.Cut(apiVersion, "/")
	if !named {
		return "api/openapi-spec/v3/api__" + apiVersion + "_openapi.json", "/components/schemas/io.k8s.api.core." + apiVersion + "." + kind
	}
	short, _, _ := strings.Cut(group, ".")
	return "api/openapi-spec/v3/apis__" + group + "__" + version + "_openapi.json",
		"/components/schemas/io.k8s.api." + short + "." + version + "." + kind
}

func TestManifestsAreWhatTheAPIServerTakes(t *testing.T) {
	for kind, object := range manifests(t) {
		if kind == "Kustomization" {
			continue // kubectl reads it, and the API server never sees it
		}
		t.Run(kind, func(t *testing.T) {
			file, pointer := openAPI(object)
			schema, err := published.Kubernetes.Schema(file, pointer, closed)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(instance(t, object)); err != nil {
				t.Error(err)
			}
			// The check would be worth nothing if it let everything through.
			object["unheardOf"] = true
			if schema.Validate(instance(t, object)) == nil {
				t.Error("a field that no such object has is not found")
			}
		})
	}
}

type labels = map[string]string

type selector struct{ MatchLabels labels }

type podSpec struct {
	ServiceAccountName           string
	AutomountServiceAccountToken *bool
	EnableServiceLinks           *bool
	SecurityContext              struct {
		RunAsNonRoot          bool
		RunAsUser, RunAsGroup int
		SeccompProfile        struct{ Type string }
	}
	TopologySpreadConstraints []struct{ LabelSelector selector }
	Containers                []struct {
		Image           string
		Env             []struct{ Name, Value string }
		Ports           []struct{ Name string }
		SecurityContext struct {
			AllowPrivilegeEscalation *bool
			ReadOnlyRootFilesystem   bool
			Capabilities             struct{ Drop []string }
		}
		Resources                                   struct{ Requests, Limits map[string]string }
		StartupProbe, LivenessProbe, ReadinessProbe struct {
			HTTPGet struct{ Path, Port string }
		}
	}
}

type deployment struct {
	Spec struct {
		Replicas int
		Selector selector
		Template struct {
			Metadata struct{ Labels labels }
			Spec     podSpec
		}
	}
}

func TestPodsAreConfined(t *testing.T) {
	pod := as[deployment](t, manifests(t)["Deployment"]).Spec.Template.Spec
	no := func(value *bool) bool { return value != nil && !*value }
	if !no(pod.AutomountServiceAccountToken) || !no(pod.EnableServiceLinks) {
		t.Error("pods are given a token or the addresses of other services")
	}
	context := pod.SecurityContext
	// The image's USER; runAsNonRoot alone would do, but says nothing about the group.
	if !context.RunAsNonRoot || context.RunAsUser != 65532 || context.RunAsGroup != 65532 || context.SeccompProfile.Type != "RuntimeDefault" {
		t.Errorf("the pod's security context is %+v", context)
	}
	if len(pod.Containers) != 1 {
		t.Fatalf("there are %d containers", len(pod.Containers))
	}
	container := pod.Containers[0]
	if c := container.SecurityContext; !no(c.AllowPrivilegeEscalation) || !c.ReadOnlyRootFilesystem || !slices.Equal(c.Capabilities.Drop, []string{"ALL"}) {
		t.Errorf("the container's security context is %+v", c)
	}
	if r := container.Resources; r.Requests["cpu"] == "" || r.Requests["memory"] == "" || r.Limits["memory"] == "" {
		t.Errorf("the container's resources are %+v", r)
	}
	for name, got := range map[string][2]string{
		"startup":   {container.StartupProbe.HTTPGet.Path, container.StartupProbe.HTTPGet.Port},
		"liveness":  {container.LivenessProbe.HTTPGet.Path, container.LivenessProbe.HTTPGet.Port},
		"readiness": {container.ReadinessProbe.HTTPGet.Path, container.ReadinessProbe.HTTPGet.Port},
	} {
		want := [2]string{"/healthz", "http"}
		if name == "readiness" {
			want[0] = "/readyz"
		}
		if got != want {
			t.Errorf("the %s probe asks %v, not %v", name, got, want)
		}
	}
}

// TestSelectorsMatch holds together what names the pods in six places.
func TestSelectorsMatch(t *testing.T) {
	objects := manifests(t)
	deployment := as[deployment](t, objects["Deployment"]).Spec
	pods := deployment.Template.Metadata.Labels
	type policy struct {
		Spec struct{ PodSelector selector }
	}
	type budget struct{ Spec struct{ Selector selector } }
	type service struct{ Spec struct{ Selector labels } }
	selectors := map[string]labels{
		"Deployment":          deployment.Selector.MatchLabels,
		"Service":             as[service](t, objects["Service"]).Spec.Selector,
		"NetworkPolicy":       as[policy](t, objects["NetworkPolicy"]).Spec.PodSelector.MatchLabels,
		"PodDisruptionBudget": as[budget](t, objects["PodDisruptionBudget"]).Spec.Selector.MatchLabels,
	}
	for _, constraint := range deployment.Template.Spec.TopologySpreadConstraints {
		selectors["topology spread"] = constraint.LabelSelector.MatchLabels
	}
	if len(selectors) != 5 {
		t.Errorf("there are %d selectors, want 5", len(selectors))
	}
	for owner, selector := range selectors {
		if diff := cmp.Diff(pods, selector); diff != "" {
			t.Errorf("the selector of %s (+) is not the pods' labels (-):\n%s", owner, diff)
		}
	}

	type account struct{ Metadata struct{ Name string } }
	if got, want := deployment.Template.Spec.ServiceAccountName, as[account](t, objects["ServiceAccount"]).Metadata.Name; got != want {
		t.Errorf("the pods' account is %q, but the one that is there is %q", got, want)
	}
}

func TestPortsMatch(t *testing.T) {
	objects := manifests(t)
	container := as[deployment](t, objects["Deployment"]).Spec.Template.Spec.Containers[0]
	type service struct {
		Metadata struct{ Name string }
		Spec     struct {
			Ports []struct{ Name, TargetPort string }
		}
	}
	front := as[service](t, objects["Service"])
	if len(container.Ports) != 1 || len(front.Spec.Ports) != 1 || front.Spec.Ports[0].TargetPort != container.Ports[0].Name {
		t.Errorf("the Service's ports %+v do not lead to the container's %+v", front.Spec.Ports, container.Ports)
	}

	type rule struct {
		Host string
		HTTP struct {
			Paths []struct {
				Backend struct {
					Service struct {
						Name string
						Port struct{ Name string }
					}
				}
			}
		}
	}
	type ingress struct {
		Spec struct {
			Rules []rule
			TLS   []struct{ Hosts []string }
		}
	}
	door := as[ingress](t, objects["Ingress"]).Spec
	backend := door.Rules[0].HTTP.Paths[0].Backend.Service
	if backend.Name != front.Metadata.Name || backend.Port.Name != front.Spec.Ports[0].Name {
		t.Errorf("the Ingress leads to %+v, which is not the Service", backend)
	}

	environment := map[string]string{}
	for _, variable := range container.Env {
		environment[variable.Name] = variable.Value
	}
	if host := environment["REDIS_WIZARD_HOSTS"]; host != door.Rules[0].Host || !slices.Equal(door.TLS[0].Hosts, []string{host}) {
		t.Errorf("the wizard answers as %q, but the Ingress is for %+v", host, door)
	}

	type policy struct {
		Spec struct {
			Ingress []struct{ Ports []struct{ Port any } }
			Egress  []struct {
				Ports []struct {
					Port any
				}
			}
		}
	}
	fence := as[policy](t, objects["NetworkPolicy"]).Spec
	if got := fence.Ingress[0].Ports[0].Port; got != container.Ports[0].Name {
		t.Errorf("the NetworkPolicy lets in %v, but the container's port is %s", got, container.Ports[0].Name)
	}
	var out []string
	for _, ports := range fence.Egress[1:] {
		for _, port := range ports.Ports {
			out = append(out, asText(t, port.Port))
		}
	}
	if got := strings.Join(out, ","); got != environment["REDIS_WIZARD_PORTS"] {
		t.Errorf("the NetworkPolicy lets out to %s, the wizard itself to %s", got, environment["REDIS_WIZARD_PORTS"])
	}
}

// TestDisruptionsLeaveAReplica holds that a node can be drained (a budget of as many
// as there are would block it), and that one replica answers meanwhile.
func TestDisruptionsLeaveAReplica(t *testing.T) {
	objects := manifests(t)
	type budget struct{ Spec struct{ MinAvailable int } }
	type autoscaler struct {
		Spec struct {
			MinReplicas, MaxReplicas int
			ScaleTargetRef           struct{ APIVersion, Kind, Name string }
		}
	}
	replicas := as[deployment](t, objects["Deployment"]).Spec.Replicas
	least := as[budget](t, objects["PodDisruptionBudget"]).Spec.MinAvailable
	scale := as[autoscaler](t, objects["HorizontalPodAutoscaler"]).Spec
	if least < 1 || least >= replicas || scale.MinReplicas != replicas || scale.MaxReplicas <= scale.MinReplicas {
		t.Errorf("at least %d of %d must be there, and the autoscaler has %d to %d", least, replicas, scale.MinReplicas, scale.MaxReplicas)
	}
	target := objects["Deployment"]
	if got := scale.ScaleTargetRef; got.APIVersion != target["apiVersion"] || got.Kind != "Deployment" || got.Name != target["metadata"].(map[string]any)["name"] {
		t.Errorf("the autoscaler scales %+v", got)
	}
}

func TestKustomizationIsComplete(t *testing.T) {
	objects := manifests(t)
	type kustomization struct {
		Resources []string
		Images    []struct{ Name, NewName, NewTag string }
	}
	got := as[kustomization](t, objects["Kustomization"])
	var want []string
	for _, path := range glob(t, "kubernetes/*.yaml") {
		if name := filepath.Base(path); name != "kustomization.yaml" && !strings.Contains(name, ".example.") {
			want = append(want, name)
		}
	}
	slices.Sort(got.Resources)
	if diff := cmp.Diff(want, got.Resources); diff != "" {
		t.Errorf("the files (-) are not the resources (+):\n%s", diff)
	}
	image := as[deployment](t, objects["Deployment"]).Spec.Template.Spec.Containers[0].Image
	if len(got.Images) != 1 || got.Images[0].Name != image || got.Images[0].NewTag == "" || got.Images[0].NewTag == "latest" {
		t.Errorf("the images are %+v, want a version for %q", got.Images, image)
	}
	if keys := slices.Sorted(maps.Keys(objects["Kustomization"])); !slices.Equal(keys, []string{"apiVersion", "images", "kind", "resources"}) {
		t.Errorf("the kustomization has the fields %v; teach this test the new ones", keys)
	}
}

// asText is a port as text, whether a number or a name.
func asText(t *testing.T, value any) string { return as[jsonText](t, value).text }

type jsonText struct{ text string }

func (j *jsonText) UnmarshalJSON(encoded []byte) error {
	j.text = strings.Trim(string(encoded), `"`)
	return nil
}
