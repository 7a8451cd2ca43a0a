package intake

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What is there for another program is not known here and kept, and it is said truthfully
// that Authelia itself takes the text as it is.
func TestForeign(t *testing.T) {
	for _, c := range []struct{ name, value, hint string }{
		{"SOPS", "ENC[AES256_GCM,data:p5Zc=,iv:aa=,tag:bb==,type:str]", "sops -d"},
		{"a workflow", "${{ secrets.REDIS_PASSWORD }}", "Have it filled in"},
		{"Ansible Vault", "!vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      66386439653\n", "ansible-vault decrypt"},
		{"the Vault plugin of Argo CD", "<path:secret/data/authelia#redis>", "Have it filled in"},
		{"Vault", "vault:secret/data/authelia#redis", "Have it filled in"},
		{"vals", "ref+vault://secret/authelia#/redis", "Have it filled in"},
		{"1Password", "op://Home/redis/password", "op inject"},
		{"Grafana", "$__file{/run/secrets/redis}", "Only Grafana"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := above + "session:\n  secret: 'insecure_session_secret'\n  redis:\n    host: 'redis'\n    port: 6379\n    password: " + c.value + "\n" + below
			found, err := Read(t.Context(), []configschema.File{{Name: "configuration.yml", Text: text}}, "4.39", nil)
			if err != nil || !found.Result.OK || !slices.Equal(found.Result.FromFile, []string{authelia.KeyPassword}) || len(found.Result.Problems) != 1 {
				t.Fatalf("%v: %v %+v", err, found.Result.FromFile, found.Result.Problems)
			}
			if p := found.Result.Problems[0]; p.Key != authelia.KeyPassword || !strings.Contains(p.Message, c.name) || !strings.Contains(p.Hint, c.hint) {
				t.Errorf("%s\n%s", p.Message, p.Hint)
			}
			if config := found.Result.Config(); config == nil || config.Password != "" {
				t.Error("it is taken as the password")
			}
			if value := found.Result.Values[authelia.KeyPassword]; !strings.Contains(text, strings.Split(value, "\n")[0]) || value == "" {
				t.Errorf("the value is %q", value)
			}
		})
	}
	sops := above + "session:\n  secret: ENC[AES256_GCM,data:x]\n  redis:\n    host: redis\n    port: ENC[AES256_GCM,data:x,type:int]\n" + below + "sops:\n  mac: ENC[AES256_GCM,data:x]\n"
	found, err := Read(t.Context(), oneText(sops), "4.39", nil)
	if err != nil || found.Result.OK || len(found.Result.Problems) != 2 {
		t.Fatalf("%v: %+v", err, found.Result.Problems)
	}
	for _, p := range found.Result.Problems { // the real Authelia refuses both
		if p.Severity != configschema.Error || !strings.Contains(p.Hint, "sops -d") {
			t.Errorf("%s: %s", p.Message, p.Hint)
		}
	}
}

// A Secret is base64, and a SealedSecret is known to the cluster alone.
func TestSecrets(t *testing.T) {
	check(t, []sample{
		{"Secret", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: authelia\ntype: Opaque\ndata:\n  AUTHELIA_SESSION_REDIS_HOST: cmVkaXM=\n  AUTHELIA_SESSION_REDIS_PASSWORD: aHVudGVyMi1hbmQtbW9yZQ==\n", Manifest,
			configschema.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "hunter2-and-more"}, nil, nil, nil},
		{"stringData", "apiVersion: v1\nkind: Secret\nstringData:\n  AUTHELIA_SESSION_REDIS_HOST: cmVkaXM=\n", Manifest, configschema.Values{authelia.KeyHost: "cmVkaXM="}, nil, nil, nil},
		{"SealedSecret", "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    AUTHELIA_SESSION_REDIS_PASSWORD: AgBy3i4OJSWK\n    configuration.yml: AgBy3i4\n", Manifest,
			nil, []string{authelia.KeyPassword}, []string{"part-only"}, []string{"AUTHELIA_SESSION_REDIS_PASSWORD is sealed", "configuration.yml is sealed"}},
	})
}
