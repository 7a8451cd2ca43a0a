package api

import (
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
)

const refused = "level=error msg=\"x\" error=\"NOAUTH Authentication required.\" provider=session\n"

// A log that is imported is explained in the light of the configuration beside it, and
// one that is asked about in the light of the form.
func TestExplainBesideConfiguration(t *testing.T) {
	alone, err := Import(t.Context(), nil, refused, "4.39", nil)
	if err != nil || alone.Form != intake.Log || alone.Mergeable || alone.Explained == nil {
		t.Fatalf("%+v, %v", alone, err)
	}
	if first := alone.Explained.Explanations[0].Causes[0].Code; first != "A01" {
		t.Errorf("alone, the first cause is %s", first)
	}
	both, err := Import(t.Context(), []configschema.File{{Name: "a.log", Text: refused}, {Name: "b.env", Text: "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/r\n"}}, "", "4.39", nil)
	if err != nil || both.Form != intake.Environment || both.Explained == nil {
		t.Fatalf("%+v, %v", both, err)
	}
	if first := both.Explained.Explanations[0].Causes[0].Code; first != "A14" {
		t.Errorf("with a password from a file, the first cause is %s", first)
	}
	asked, err := Explain(t.Context(), refused, configschema.Input{Values: authelia.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "p"}})
	if err != nil || asked.Explanations[0].Causes[0].Code != "A14" {
		t.Errorf("%+v, %v", asked, err)
	}
}
