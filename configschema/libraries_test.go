package configschema

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	mapstructure2 "github.com/go-viper/mapstructure/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/knadh/koanf/maps"
	mapstructure1 "github.com/mitchellh/mapstructure"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
)

// The structs that Authelia decodes session.redis into, and stand-ins for its
// own types. They are called schema.… in messages, and main.… or the like here.
type (
	tlsVersionStruct struct{ Value uint16 }
	chainStruct      struct{ Certs []int }
	privateKeyType   interface{ Public() int }

	nodeStruct struct {
		Host string `mapstructure:"host"`
		Port int    `mapstructure:"port"`
	}
	sentinelStruct struct {
		SentinelName     string       `mapstructure:"sentinel_name"`
		SentinelUsername string       `mapstructure:"sentinel_username"`
		SentinelPassword string       `mapstructure:"sentinel_password"`
		RouteByLatency   bool         `mapstructure:"route_by_latency"`
		RouteRandomly    bool         `mapstructure:"route_randomly"`
		Nodes            []nodeStruct `mapstructure:"nodes"`
	}
	oldTLSStruct struct {
		MinimumVersion string `mapstructure:"minimum_version"`
		SkipVerify     bool   `mapstructure:"skip_verify"`
		ServerName     string `mapstructure:"server_name"`
	}
	tlsStruct struct {
		MinimumVersion   tlsVersionStruct `mapstructure:"minimum_version"`
		MaximumVersion   tlsVersionStruct `mapstructure:"maximum_version"`
		SkipVerify       bool             `mapstructure:"skip_verify"`
		ServerName       string           `mapstructure:"server_name"`
		PrivateKey       privateKeyType   `mapstructure:"private_key"`
		CertificateChain chainStruct      `mapstructure:"certificate_chain"`
	}
	commonStruct struct {
		Host          string          `mapstructure:"host"`
		Port          int             `mapstructure:"port"`
		Username      string          `mapstructure:"username"`
		Password      string          `mapstructure:"password"`
		DatabaseIndex int             `mapstructure:"database_index"`
		MaxActive     int             `mapstructure:"maximum_active_connections"`
		MinIdle       int             `mapstructure:"minimum_idle_connections"`
		Sentinel      *sentinelStruct `mapstructure:"high_availability"`
	}
	redis33 struct {
		commonStruct `mapstructure:",squash"`
		TLS          *oldTLSStruct `mapstructure:"tls"`
	}
	redis37 struct {
		commonStruct `mapstructure:",squash"`
		TLS          *tlsStruct `mapstructure:"tls"`
	}
	redis39 struct {
		commonStruct `mapstructure:",squash"`
		TLS          *tlsStruct    `mapstructure:"tls"`
		Timeout      time.Duration `mapstructure:"timeout"`
		MaxRetries   int           `mapstructure:"max_retries"`
	}
)

// hook stands for Authelia's decode hooks; their texts are ours to test
// elsewhere, here it matters when they are called.
func hook(v authelia.Version) func(reflect.Type, reflect.Type, any) (any, error) {
	return func(from, to reflect.Type, data any) (any, error) {
		written, isText := data.(string)
		switch to {
		case reflect.TypeFor[tlsVersionStruct]():
			if !isText {
				return data, nil
			}
			if number, ok := decode.NamedTLSVersion(written, v.Profile()); ok {
				return tlsVersionStruct{number}, nil
			}
			return nil, errors.New("could not decode '" + written + "' to a schema.TLSVersion: supplied tls version isn't supported")
		case reflect.TypeFor[privateKeyType]():
			if isText {
				_, err := decode.ParsePrivateKey(written, v)
				return nil, fmt.Errorf("could not decode to a schema.CryptographicPrivateKey: %w", err)
			}
		case reflect.TypeFor[chainStruct]():
			if isText && written != "" {
				return nil, errors.New("could not decode to a schema.X509CertificateChain: invalid PEM block")
			} else if isText {
				return chainStruct{}, nil
			}
		case reflect.TypeFor[time.Duration]():
			switch {
			case isText:
				d, err := decode.ParseDuration(written)
				if err != nil {
					err = fmt.Errorf("could not decode '%s' to a time.Duration: %w", written, err)
				}
				return d, err
			case from.Kind() == reflect.Int, from.Kind() == reflect.Float64:
				return time.Duration(1), nil
			}
		}
		return data, nil
	}
}

// decodeFor decodes with the libraries of one version.
func decodeFor(version string, tree map[string]any) error {
	v, _ := authelia.ParseVersion(version)
	switch version {
	case "4.33", "4.36":
		var out struct {
			Redis *redis33 `mapstructure:"redis"`
		}
		return decode1(tree, &out, mapstructure1.StringToSliceHookFunc(","))
	case "4.37":
		var out struct {
			Redis *redis37 `mapstructure:"redis"`
		}
		return decode1(tree, &out, mapstructure1.ComposeDecodeHookFunc(mapstructure1.StringToSliceHookFunc(","), mapstructure1.DecodeHookFuncType(hook(v))))
	}
	var out struct {
		Redis *redis39 `mapstructure:"redis"`
	}
	d, err := mapstructure2.NewDecoder(&mapstructure2.DecoderConfig{Result: &out, WeaklyTypedInput: true,
		DecodeHook: mapstructure2.ComposeDecodeHookFunc(mapstructure2.StringToSliceHookFunc(","), mapstructure2.DecodeHookFuncType(hook(v)))})
	if err != nil {
		return err
	}
	return d.Decode(tree)
}

func decode1(tree map[string]any, out any, hook mapstructure1.DecodeHookFunc) error {
	d, err := mapstructure1.NewDecoder(&mapstructure1.DecoderConfig{Result: out, WeaklyTypedInput: true, DecodeHook: hook})
	if err != nil {
		return err
	}
	return d.Decode(tree)
}

// faultLines takes a decoding error apart and gives names their full path.
func faultLines(err error) []string {
	out := []string{}
	if err == nil {
		return out
	}
	names := strings.NewReplacer("'redis.", "'session.redis.", "'redis' expected", "'session.redis' expected", "configschema.privateKeyType", "schema.CryptographicPrivateKey")
	for _, line := range strings.Split(err.Error(), "\n") {
		if line = strings.TrimPrefix(line, "* "); isFault(line) {
			out = append(out, names.Replace(line))
		}
	}
	slices.Sort(out)
	return out
}

func isFault(message string) bool {
	return strings.HasPrefix(message, "'") || strings.HasPrefix(message, "cannot parse") || strings.HasPrefix(message, "error decoding")
}

// scalars are values as people write them, and as nobody should.
var scalars = strings.Split(`rediz|'s1,s2'|""|~|null|true|false|yes|no|on|y|N|True|tRUE|0|1|-1|-5|6379|06379|"06379"|014353|0o14353|0x18EB|"0x18EB"|0b11|6_379|"6_379"|+6379|6379.0|"6379.0"|6379.5|1e3|1e400|.nan|-.inf|9223372036854775807|9223372036854775808|18446744073709551616|-9223372036854775809|2024-01-01|"2024-01-01"|2001-12-14 21:59:43.10 -5|12:30|6,379|[]|[a]|[1, 2]|[a, [b, ~]]|[{a: b}]|{}|{a: b}|{a: 1, b: ~}|!!str 12|!!int "12"|!!float 3|!!binary aGVsbG8=|!foo bar|" 6379 "|"t"|"FALSE"|"-5s"|5s|"5 seconds"|0s|1.5s|PT5S|05s|"10"|1.5|TLS1.2|"TLS 1.2"|1.2|"1.2"|SSL3.0|SSLv3|TLS12|771|=|1_000.5|190:20:30|0x|"-----BEGIN"`, "|")

func randomBlock(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("redis:\n")
	some := func(indent, section string, most int) {
		var names []string
		for _, f := range authelia.Options() {
			if name, ok := strings.CutPrefix(f.Key, section); ok && !strings.Contains(name, ".") {
				names = append(names, name)
			}
		}
		for _, i := range r.Perm(len(names))[:r.IntN(most)] {
			b.WriteString(indent + names[i] + ": " + scalars[r.IntN(len(scalars))] + "\n")
		}
	}
	some("  ", authelia.Prefix, 4)
	b.WriteString("  database_index_: ~\n") // so that redis is never empty; unknown keys are not the libraries' business
	switch r.IntN(4) {
	case 0:
		b.WriteString("  tls: " + scalars[r.IntN(len(scalars))] + "\n")
	case 1, 2:
		b.WriteString("  tls:\n    x: ~\n")
		some("    ", authelia.TLSPrefix, 4)
	}
	switch r.IntN(5) {
	case 0:
		b.WriteString("  high_availability: " + scalars[r.IntN(len(scalars))] + "\n")
	case 1:
		b.WriteString("  high_availability:\n    nodes: " + scalars[r.IntN(len(scalars))] + "\n")
	case 2, 3:
		b.WriteString("  high_availability:\n    x: ~\n")
		some("    ", authelia.HAPrefix, 3)
		b.WriteString("    nodes:\n")
		for range 1 + r.IntN(2) {
			b.WriteString("      - host: " + scalars[r.IntN(len(scalars))] + "\n        port: " + scalars[r.IntN(len(scalars))] + "\n")
		}
	}
	return b.String()
}

// Random blocks are decoded by the very libraries that Authelia uses, and by
// us: the same faults, word for word. (4.38 has a mapstructure of its own,
// which one Go module cannot hold beside that of 4.39; the recorded verdicts
// cover it.)
func TestAgainstAutheliasLibraries(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 39))
	faults := 0
	for range 4000 {
		source := randomBlock(r)
		for _, version := range []string{"4.33", "4.36", "4.37", "4.39"} {
			tree := map[string]any{}
			unmarshal := yaml3.Unmarshal
			if version == "4.33" {
				unmarshal = yaml2.Unmarshal
			}
			parseErr := unmarshal([]byte(source), &tree)
			got := evaluate(t, Input{Authelia: version, YAML: source})
			ours := []string{}
			for _, p := range got.Problems {
				if p.Severity == causes.Error && isFault(p.Message) {
					ours = append(ours, p.Message)
				}
			}
			slices.Sort(ours)
			if parseErr != nil {
				if len(ours) > 0 || got.OK {
					t.Errorf("%s: yaml says %v, we say %q\n%s", version, parseErr, ours, source)
				}
				continue
			}
			maps.IntfaceKeysToStrings(tree)
			want := faultLines(decodeFor(version, tree))
			faults += len(want)
			if diff := cmp.Diff(want, ours); diff != "" {
				t.Fatalf("%s (-libraries +ours):\n%s\n%s", version, diff, source)
			}
		}
	}
	if faults < 1000 {
		t.Errorf("only %d faults were compared", faults)
	}
}
