package authelia

import (
	"strconv"
	"strings"
	"sync"
)

// Profile is how a release behaves, as far as Redis is concerned.
type Profile struct {
	// Viper is the library that read configurations until koanf: keys count in lower
	// case, an empty section is not there, and an error of decoding is thrown away
	// with everything below redis.
	Viper bool
	// SeveralFiles, Variables and SecretSource: several files are read one over the
	// other, variables hold options, and secret files are a source like the others.
	SeveralFiles, Variables, SecretSource bool
	// ConfigVariable names the files in X_AUTHELIA_CONFIG, and FileFilters execute
	// parts of a file.
	ConfigVariable, FileFilters bool
	// ChainFromFile takes a certificate chain from a secret file.
	ChainFromFile bool
	// MissingFile is what is said between the path of a secret and that it is missing.
	// With SkipsMissing, a secret that cannot be read is not compared with a value.
	MissingFile  string
	SkipsMissing bool

	// YAML3 is yaml.v3: no yes and no, no key twice, dates are dates.
	YAML3 bool
	// NestsDots reads a key with dots like the nested form; otherwise it is accepted
	// and ignored. DotsWin where both are there.
	NestsDots, DotsWin bool
	// ChecksRows looks at the keys in the rows of lists.
	ChecksRows bool
	// IgnoresTimeouts accepts session.redis.timeouts, which has no effect.
	IgnoresTimeouts bool
	// UnexpectedKey begins the error about an unknown key.
	UnexpectedKey string

	// EmptyIsZero takes an empty text for the number 0.
	EmptyIsZero bool
	// SplitsTexts makes a list of a text by its commas, as mapstructure 1 does.
	SplitsTexts bool
	// HidesValues leaves the values out of errors of decoding. MisprintsBooleans is
	// a fault in the format of one of them.
	HidesValues, MisprintsBooleans bool
	// DecodesTLS has types of their own for the options of tls, checks them, and
	// takes the host for the server name.
	DecodesTLS bool
	// SSLv3 is a name of SSL 3.0, and versions of TLS are written with a blank.
	SSLv3 bool
	// MoreLabels are known of PEM blocks, and X25519. KeyAlone lets nothing stand
	// behind a private key.
	MoreLabels, KeyAlone bool

	// Wording is the style of the validator's errors.
	Wording Wording
	// Configured is how an error goes on to a value that is refused.
	Configured string
	// NeedsName checks nothing more without a sentinel_name.
	NeedsName bool
	// NeedsPort refuses port 0 in words of its own; DefaultPort takes its place where
	// there is one.
	NeedsPort   bool
	DefaultPort string
	// SocketPort is the port of a unix socket being looked at.
	SocketPort bool
	// HalfCertificate accepts a key or a chain without the other, and leaves it unused.
	HalfCertificate bool

	// SentinelIndex selects database_index behind Sentinel as well.
	SentinelIndex bool
	// Routes makes the routing options route.
	Routes bool
	// AsksForSlaves calls replicas by their old name when it asks a sentinel for them,
	// as go-redis 8 does.
	AsksForSlaves bool
}

// Wording is the style in which the validator of a release writes its errors.
type Wording int

// The styles, in the order in which they came.
const (
	Capitals  Wording = iota // "The host must be provided …"
	Sentences                // "the host must be provided …"
	ByOption                 // "session: redis: option 'host' is required"
)

// profiles are the releases at which something changed: what each does in another
// way than the one before. A release that changed nothing has no row.
var profiles = []struct {
	first   Version
	offered bool // the form offers it, and the one before, beside the newest of its minor
	change  func(*Profile)
}{
	{Version{29, 0}, false, func(p *Profile) {
		*p = Profile{
			Viper: true, NestsDots: true, DotsWin: true, SplitsTexts: true, IgnoresTimeouts: true, NeedsName: true,
			NeedsPort: true, SocketPort: true, Routes: true, AsksForSlaves: true,
			UnexpectedKey: "config key not expected: ", Configured: "but is configured as", MissingFile: ": open ",
		}
	}},
	{Version{30, 0}, false, func(p *Profile) { // koanf (a7e867a69)
		p.Viper, p.NestsDots, p.DotsWin = false, false, false
		p.SeveralFiles, p.Variables, p.SecretSource, p.EmptyIsZero = true, true, true, true
		p.UnexpectedKey, p.Wording = "configuration key not expected: ", Sentences
	}},
	{Version{34, 0}, false, func(p *Profile) { // validator/const.go
		p.Wording, p.NeedsName = ByOption, false
	}},
	{Version{34, 5}, true, func(p *Profile) { // e65a64c9a, 05b8caa71
		p.IgnoresTimeouts = false
	}},
	{Version{36, 0}, false, func(p *Profile) { // yaml.v3; koanf is loaded a second time, key by key (observed)
		p.YAML3, p.ChecksRows, p.NestsDots = true, true, true
	}},
	{Version{37, 0}, false, func(p *Profile) { // validator/shared.go
		p.DecodesTLS, p.NeedsPort, p.SocketPort = true, false, false
	}},
	{Version{37, 3}, false, func(p *Profile) { // 6b2f713, #4302
		p.ChainFromFile = true
	}},
	{Version{38, 0}, false, func(p *Profile) { // mapstructure 2; f93a0b5bf; #4515 for variable and filters
		p.SplitsTexts, p.MisprintsBooleans, p.DotsWin = false, true, true
		p.DefaultPort, p.Configured, p.HalfCertificate, p.MoreLabels = "6379", "but it's configured as", true, true
		p.ConfigVariable, p.FileFilters, p.AsksForSlaves = true, true, false
		p.MissingFile, p.SkipsMissing = ": file does not exist error occurred: open ", true
	}},
	{Version{38, 9}, false, func(p *Profile) { p.KeyAlone = true }}, // #7358
	{Version{38, 10}, true, func(p *Profile) { // e2f8fddc3, #7514
		p.SentinelIndex, p.Routes = true, false
	}},
	{Version{38, 18}, true, func(*Profile) {}}, // timeout and max_retries, which are options
	{Version{39, 0}, false, func(p *Profile) {
		p.HidesValues, p.MisprintsBooleans, p.SSLv3, p.NestsDots = true, false, true, false
	}},
}

// known are the profiles written out.
var known = func() []Profile {
	out, current := make([]Profile, len(profiles)), Profile{}
	for i, row := range profiles {
		row.change(&current)
		out[i] = current
	}
	return out
}()

// Changes are the releases at which something changed, an option included.
func Changes() (releases []Version) {
	for _, row := range profiles {
		releases = append(releases, row.first)
	}
	for _, o := range Options() {
		releases = append(releases, o.FirstVersion, o.InStruct)
	}
	return releases
}

// Profile is how the release behaves.
func (v Version) Profile() *Profile {
	for i := len(profiles) - 1; i > 0; i-- {
		if v.Since(profiles[i].first) {
			return &known[i]
		}
	}
	return &known[0]
}

// Readings are releases, newest first, of which one reads each text as any other does:
// between them they differ in what comes of it, and not only in what is said of it.
var Readings = sync.OnceValue(func() (releases []Version) {
	type reading struct {
		profile Profile
		options string
	}
	known := map[reading]bool{}
	for _, choice := range VersionChoices() {
		v, _ := ParseVersion(choice)
		r := reading{profile: v.Profile().reading()}
		for _, o := range Options() {
			r.options += strconv.FormatBool(o.In(v)) + strconv.FormatBool(o.Decoded(v))
		}
		if !known[r] {
			known[r], releases = true, append(releases, v)
		}
	}
	return releases
})

// reading is the profile without what matters only once a text has been read.
func (p *Profile) reading() Profile {
	r := *p
	r.MissingFile, r.UnexpectedKey, r.HidesValues, r.MisprintsBooleans = "", "", false, false
	r.SSLv3, r.MoreLabels, r.KeyAlone = false, false, false
	r.Wording, r.Configured, r.NeedsName, r.NeedsPort, r.SocketPort, r.HalfCertificate = 0, "", false, false, false, false
	r.SentinelIndex, r.Routes, r.AsksForSlaves = false, false, false
	return r
}

// Says picks the text of the release's style. The oldest ones begin the sentence of
// those after them with a capital letter.
func (p *Profile) Says(sentence, byOption string) string {
	switch p.Wording {
	case ByOption:
		return byOption
	case Capitals:
		return strings.ToUpper(sentence[:1]) + sentence[1:]
	}
	return sentence
}
