package render_test

import (
	"maps"
	"slices"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/render"
	"redis-wizard/configschema/unknown"
)

const (
	fileOfPassword = "AUTHELIA_SESSION_REDIS_PASSWORD_FILE"
	password       = "AUTHELIA_SESSION_REDIS_PASSWORD"
)

// What is not known here is neither lost nor taken as the value: each format carries it, so
// that it reads the same again, or says that it cannot.
func TestStandIns(t *testing.T) {
	for _, from := range []struct {
		name, text string
		want       configschema.Values
		carriers   []render.Format
	}{
		{"a list of variables", "TZ=Europe/Berlin\nAUTHELIA_SESSION_REDIS_HOST=redis\n" + fileOfPassword + "=/run/secrets/pw\n",
			configschema.Values{fileOfPassword: "/run/secrets/pw"},
			[]render.Format{render.Environment, render.Compose, render.Kubernetes, render.Helm, render.Systemd, render.Secrets}},
		{"a secret of compose", `services:
  authelia:
    image: authelia/authelia:4.39.1
    container_name: authelia
    restart: unless-stopped
    networks: [proxy, backend]
    secrets: [JWT_SECRET, SESSION_SECRET, REDIS_PASSWORD]
    environment:
      AUTHELIA_JWT_SECRET_FILE: /run/secrets/JWT_SECRET
      AUTHELIA_SESSION_SECRET_FILE: /run/secrets/SESSION_SECRET
      AUTHELIA_SESSION_REDIS_HOST: redis
      AUTHELIA_SESSION_REDIS_PASSWORD_FILE: /run/secrets/REDIS_PASSWORD
    labels:
      traefik.enable: 'true'
      traefik.http.routers.authelia.rule: Host(` + "`auth.example.com`" + `)
    volumes: ['./config:/config']
  redis:
    image: redis:alpine
secrets:
  JWT_SECRET: {file: ./secrets/JWT_SECRET}
  SESSION_SECRET: {file: ./secrets/SESSION_SECRET}
  REDIS_PASSWORD: {file: ./secrets/REDIS_PASSWORD}
`, configschema.Values{fileOfPassword: "/run/secrets/REDIS_PASSWORD"},
			[]render.Format{render.Environment, render.Compose, render.Kubernetes, render.Helm, render.Systemd, render.Secrets}},
		{"references of compose", "services:\n  authelia:\n    image: authelia/authelia\n    environment:\n      - AUTHELIA_SESSION_REDIS_HOST=redis\n      - AUTHELIA_SESSION_REDIS_PORT=${REDIS_PORT}\n      - " + password + "=${REDIS_PASSWORD}\n",
			configschema.Values{password: "${REDIS_PASSWORD}", "AUTHELIA_SESSION_REDIS_PORT": "${REDIS_PORT}"}, []render.Format{render.Compose, render.Environment}},
		{"a Secret of Kubernetes", "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: authelia\n          env:\n            - name: AUTHELIA_SESSION_REDIS_HOST\n              value: redis\n            - name: " + password + "\n              valueFrom:\n                secretKeyRef:\n                  name: redis\n                  key: redis-password\n",
			configschema.Values{password: "{secretKeyRef: {name: redis, key: redis-password}}"}, []render.Format{render.Kubernetes, render.Helm}},
		{"a pipeline", "AUTHELIA_SESSION_REDIS_HOST=redis\n" + password + "=${{ secrets.REDIS_PASSWORD }}\n",
			configschema.Values{password: "${{ secrets.REDIS_PASSWORD }}"}, nil},
		{"SOPS", "AUTHELIA_SESSION_REDIS_HOST=redis\n" + password + "=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n",
			configschema.Values{password: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"}, nil},
		{"Authelia's template", "session:\n  redis:\n    host: redis\n    password: {{ secret \"/run/secrets/redis\" | mindent 0 \"|\" | msquote }}\n",
			configschema.Values{password: `{{ secret "/run/secrets/redis" | mindent 0 "|" | msquote }}`}, nil},
	} {
		t.Run(from.name, func(t *testing.T) {
			values := read(t, from.text)
			if _, stand := unknown.Split(values); !maps.Equal(stand, from.want) {
				t.Fatalf("%v", stand)
			}
			for _, shape := range render.Shapes {
				rendering, err := render.Render(shape.Format, configschema.Input{Authelia: "4.39", Kind: configschema.Single, Values: values})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(from.carriers, shape.Format) {
					if len(rendering.Notes) == 0 || shape.Format != render.Redis && !slices.ContainsFunc(rendering.Notes, func(n render.Note) bool { return n.Kind == "inexpressible" && n.Key == "session.redis.password" }) {
						t.Errorf("%s loses it: %+v", shape.Format, rendering.Notes)
					}
					continue
				}
				found := configschema.Values{}
				for _, f := range rendering.Files {
					_, stand := unknown.Split(read(t, f.Text))
					maps.Copy(found, stand)
				}
				if !maps.Equal(found, from.want) {
					t.Errorf("%s: %v\n%+v", shape.Format, found, rendering.Files)
				}
			}
		})
	}
}

func read(t *testing.T, text string) configschema.Values {
	t.Helper()
	found, err := intake.Read(t.Context(), []configschema.File{{Text: text}}, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	return found.Result.Values
}
