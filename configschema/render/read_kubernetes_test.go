package render

import (
	"strings"
	"testing"
)

type objectMeta struct {
	Name   string
	Labels map[string]string
}

// The parts of Kubernetes' types that are used, by their names in the API.
type (
	secretObject struct {
		APIVersion string `yaml:"apiVersion"`
		Kind, Type string
		Metadata   objectMeta
		StringData map[string]string `yaml:"stringData"`
	}
	configMap struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   objectMeta
		Data       map[string]string
	}
	envVar     struct{ Name, Value string }
	deployment struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   objectMeta
		Spec       struct {
			Template struct {
				Spec struct {
					EnableServiceLinks *bool `yaml:"enableServiceLinks"`
					Containers         []struct {
						Name         string
						Args         []string
						Env          []envVar
						VolumeMounts []struct {
							Name      string
							MountPath string `yaml:"mountPath"`
							SubPath   string `yaml:"subPath"`
							ReadOnly  bool   `yaml:"readOnly"`
						} `yaml:"volumeMounts"`
					}
					Volumes []struct {
						Name      string
						ConfigMap *struct{ Name string } `yaml:"configMap"`
						Secret    *struct {
							SecretName  string `yaml:"secretName"`
							DefaultMode int    `yaml:"defaultMode"`
						}
					}
				}
			}
		}
	}
)

func readSecretObject(t *testing.T, r Rendering) secretObject {
	var s secretObject
	if text, ok := file(r, "authelia-redis-secret.yaml"); ok {
		strictly(t, text, &s)
	}
	return s
}

func readKubernetes(t *testing.T, r Rendering) deployed {
	text, ok := file(r, "authelia-redis-patch.yaml")
	if !ok {
		return deployed{}
	}
	var d deployment
	strictly(t, text, &d)
	var m configMap
	if text, ok := file(r, "authelia-redis.yaml"); ok {
		strictly(t, text, &m)
	}
	s := readSecretObject(t, r)
	pod := d.Spec.Template.Spec
	if pod.EnableServiceLinks == nil || *pod.EnableServiceLinks {
		t.Error("service links are on (B14)")
	}
	a := deployed{env: map[string]string{}, files: map[string]string{}}
	mounted := map[string]string{}
	container := pod.Containers[0]
	for _, mount := range container.VolumeMounts {
		for _, v := range pod.Volumes {
			switch {
			case v.Name != mount.Name:
			case v.ConfigMap != nil && v.ConfigMap.Name == m.Metadata.Name:
				mounted[mount.MountPath] = m.Data[mount.SubPath]
			case v.Secret != nil && v.Secret.SecretName == s.Metadata.Name:
				if v.Secret.DefaultMode != 0o440 {
					t.Errorf("the secret's files have mode %o", v.Secret.DefaultMode)
				}
				for name, value := range s.StringData {
					a.files[mount.MountPath+"/"+name] = value
				}
			}
		}
	}
	for _, e := range container.Env {
		a.env[e.Name] = expanded(t, e.Value)
	}
	a.configurations = named(t, a.env["X_AUTHELIA_CONFIG"], container.Args, mounted)
	if own, ok := file(r, "session.redis.yml"); ok {
		a.configurations = append(a.configurations, own)
	}
	return a
}

// expanded does what the kubelet does to the value of a variable: $(NAME) is a
// reference, $$ one dollar sign.
func expanded(t *testing.T, s string) string {
	if strings.Contains(strings.ReplaceAll(s, "$$", ""), "$(") {
		t.Errorf("a reference in %q", s)
	}
	return strings.ReplaceAll(s, "$$", "$")
}
