package render

import (
	"errors"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func TestParse(t *testing.T) {
	for name, want := range map[string]Format{
		"yaml": YAML, "YML": YAML, "secrets": Secrets, "secret_files": Secrets, "env": Environment, "environment": Environment,
		"docker-compose": Compose, "compose": Compose, "k8s": Kubernetes, " Kubernetes ": Kubernetes, "helm-values": Helm, "systemd": Systemd,
	} {
		if got, err := Parse(name); got != want || err != nil {
			t.Errorf("Parse(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
	for _, shape := range Shapes {
		if got, err := Parse(string(shape.Format)); got != shape.Format || err != nil {
			t.Errorf("Parse(%q) = %q, %v", shape.Format, got, err)
		}
	}
}

// TestUnknownFormat holds the error to name every format there is.
func TestUnknownFormat(t *testing.T) {
	_, parsing := Parse("toml")
	_, rendering := Render("toml", configschema.Input{})
	for _, err := range []error{parsing, rendering} {
		var unknown *UnknownFormatError
		if !errors.As(err, &unknown) || unknown.Asked != "toml" {
			t.Fatalf("got %v", err)
		}
		for _, shape := range Shapes {
			if !strings.Contains(err.Error(), string(shape.Format)) {
				t.Errorf("%q does not name %s", err, shape.Format)
			}
		}
	}
	if _, err := Parse(strings.Repeat("x", 1000)); len(err.Error()) > 300 {
		t.Errorf("the error repeats all that was asked: %d bytes", len(err.Error()))
	}
}

func TestRenderUnknownVersion(t *testing.T) {
	var unknown *configschema.UnknownVersionError
	if _, err := Render(YAML, configschema.Input{Authelia: "3.0"}); !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
}

// TestNothing: without session.redis there are no files, and a note says why.
func TestNothing(t *testing.T) {
	for _, shape := range Shapes {
		r, err := Render(shape.Format, configschema.Input{})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := readers[shape.Format]; !ok {
			continue
		}
		if r.Format != shape.Format || len(r.Files) != 0 || len(r.Notes) == 0 {
			t.Errorf("%s: %+v", shape.Format, r)
		}
	}
}

// What a preset is written as is one of the formats.
func TestPresetsHaveFormats(t *testing.T) {
	for _, root := range authelia.Known {
		for _, preset := range root.Presets {
			if preset.Output == "" {
				continue
			}
			if format, err := Parse(preset.Output); err != nil || string(format) != preset.Output {
				t.Errorf("preset %s is written as %q, which is no format", preset.Name, preset.Output)
			}
		}
	}
}
