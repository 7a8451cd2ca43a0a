package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Values that are set one by one are those of the chart.
func TestChartSet(t *testing.T) {
	const terraform = `resource "helm_release" "authelia" {
  name       = "authelia"
  repository = "https://charts.authelia.com"
  chart      = "authelia"
  values     = [file("values.yaml")]

  set {
    name  = "ingress.enabled"
    value = "true"
  }
  set {
    name  = "configMap.session.redis.host" # the Service
    value = "redis-master.redis.svc"
  }
  set {
    name  = "configMap.session.redis.databaseIndex"
    value = 3
  }
  set_sensitive {
    name  = "configMap.session.redis.password.value"
    value = var.redis_password
  }
  set {
    name  = "configMap.session.redis.username"
    value = "it''s"
  }
}
`
	for _, c := range []struct {
		name  string
		files []configschema.File
		want  map[string]configschema.Source // with the value in place of the file's name
		from  []string
	}{
		{"blocks of Terraform", []configschema.File{{Text: terraform}}, map[string]configschema.Source{
			authelia.KeyHost: {File: "redis-master.redis.svc", Line: 13}, authelia.KeyIndex: {File: "3", Line: 17}, authelia.KeyUsername: {File: "it's", Line: 25}}, []string{authelia.KeyPassword}},
		{"a list of Terraform", []configschema.File{{Text: "resource \"helm_release\" \"a\" {\n  chart = \"authelia\"\n  set = [\n    { name = \"configMap.session.redis.host\", value = \"redis\" },\n    {\n      name  = \"configMap.session.redis.tls.serverName\"\n      value = \"r\"\n    },\n  ]\n}\n"}},
			map[string]configschema.Source{authelia.KeyHost: {File: "redis", Line: 4}, authelia.KeyServerName: {File: "r", Line: 7}}, nil},
		{"a command line", []configschema.File{{Text: "$ helm -n auth upgrade --install authelia authelia/authelia \\\n  --set ingress.enabled=true,configMap.session.redis.host=redis,configMap.session.redis.port=6380 \\\n  --set-string 'configMap.session.redis.username=a\\,b' \\\n  --set configMap.session.redis.high_availability.nodes[0].host=s0,configMap.session.redis.high_availability.nodes[0].port=26379 \\\n  --set=configMap.session.redis.high_availability.sentinel_name=m --set-literal configMap.session.redis.tls.server_name=x,y=z \\\n  --set configMap.session.redis.password.value=$REDIS_PASSWORD\n"}},
			map[string]configschema.Source{authelia.KeyHost: {File: "redis", Line: 2}, authelia.KeyPort: {File: "6380", Line: 2}, authelia.KeyUsername: {File: "a,b", Line: 3}, keyNodes + "0.host": {File: "s0", Line: 4}, keyNodes + "0.port": {File: "26379", Line: 4},
				authelia.KeySentinelName: {File: "m", Line: 5}, authelia.KeyServerName: {File: "x,y=z", Line: 5}}, []string{authelia.KeyPassword}},
		{"a file, and values beside", []configschema.File{
			{Name: "install.sh", Text: "helm install authelia authelia/authelia -f values.yaml --set authelia.configMap.session.redis.host=other --set-file configMap.session.redis.password.value=secret.txt\n"},
			{Name: "values.yaml", Text: "configMap:\n  session:\n    redis:\n      enabled: true\n      host: redis\n      port: 6380\n"}, {Name: "secret.txt", Text: "hunter2"}},
			map[string]configschema.Source{authelia.KeyHost: {File: "other", Line: 1}, authelia.KeyPort: {File: "6380", Line: 6}, authelia.KeyPassword: {File: "hunter2", Line: 1}}, nil},
		{"a file that was not given", []configschema.File{{Text: "sudo helm template a authelia/authelia --set-file configMap.session.redis.password.value=secret.txt --set configMap.session.redis.host=redis"}},
			map[string]configschema.Source{authelia.KeyHost: {File: "redis", Line: 1}}, []string{authelia.KeyPassword}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := Read(t.Context(), c.files, "4.39", nil)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]configschema.Source{}
			for key, value := range found.Result.Values {
				if _, known := authelia.OptionOf(key); known {
					got[key] = configschema.Source{File: value, Line: found.Result.Sources[key].Line}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || !slices.Equal(c.from, found.Result.FromFile) {
				t.Errorf("%s%q\n%q", diff, found.Result.FromFile, found.Notes)
			}
			if strings.Contains(strings.Join(found.Notes, " "), "left aside") {
				t.Errorf("%q", found.Notes)
			}
		})
	}
	for _, text := range []string{"helm install redis bitnami/redis --set auth.password=x", "we run helm install later\nAUTHELIA_SESSION_REDIS_HOST=redis\n"} {
		if found, err := Read(t.Context(), []configschema.File{{Text: text}}, "4.39", nil); err != nil || found.Form == Helm {
			t.Errorf("%q is %s, %v", text, found.Form, err)
		}
	}
}
