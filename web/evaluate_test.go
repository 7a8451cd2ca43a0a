package web

import (
	"encoding/json"
	"testing"

	"redis-wizard/configschema"
)

// The endpoint adds nothing to the evaluation and takes nothing away.
func TestEvaluate(t *testing.T) {
	s, _ := newServer(t, Options{})
	for _, test := range []struct {
		body string
		in   configschema.Input
	}{
		{`{}`, configschema.Input{}},
		{`{"authelia":"4.38.10","kind":"socket","tls":"off","values":{"session.redis.host":"/run/redis.sock","session.redis.port":"x"}}`,
			configschema.Input{Authelia: "4.38.10", Kind: configschema.Socket, TLS: configschema.Off, Values: configschema.Values{hostKey: "/run/redis.sock", portKey: "x"}}},
		{`{"tls":"on","values":{"session.redis.host":"<b>\u2028\ud800</b>"},"neighbours":true}`,
			configschema.Input{TLS: configschema.On, Values: configschema.Values{hostKey: "<b>\u2028\ufffd</b>"}}},
		{`{"yaml":"session:\n\tredis:"}`, configschema.Input{YAML: "session:\n\tredis:"}},
		{`{"values":null,"yaml":"redis: {host: a}"}`, configschema.Input{YAML: "redis: {host: a}"}},
	} {
		got := postJSON(t, s, "/api/v1/evaluate", test.body)
		wantStatus(t, got, 200)
		result, err := configschema.Evaluate(test.in)
		if err != nil {
			t.Fatal(err)
		}
		if want := string(result.JSON()); got.body != want {
			t.Errorf("%s:\n%s\nwant\n%s", test.body, got.body, want)
		}
		if media := got.Header.Get("Content-Type"); media != "application/json" || !json.Valid([]byte(got.body)) {
			t.Errorf("%s: the answer is of type %q: %s", test.body, media, got.body)
		}
	}
	got := postJSON(t, s, "/api/v1/evaluate", `{"authelia":"5.0"}`)
	wantStatus(t, got, 400)
	_, err := configschema.Evaluate(configschema.Input{Authelia: "5.0"})
	if want := string(configschema.ErrorJSON(err)); got.body != want {
		t.Errorf("the answer is %s, want %s", got.body, want)
	}
}
