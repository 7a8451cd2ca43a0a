package configschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Version is a release of Authelia 4: {39, 20} is 4.39.20.
type Version struct{ Minor, Patch int }

// newest holds the newest known patch of every minor, oldest first.
// Source: Authelia's tags.
var newest = []Version{
	{29, 4}, {30, 5}, {31, 0}, {32, 2}, {33, 2}, {34, 6}, {35, 6}, {36, 9}, {37, 5}, {38, 19}, {39, 20},
}

// Releases at which something about session.redis changed. The comparison is
// always "from this release on".
var (
	v430    = Version{30, 0}  // koanf replaces viper: typed decoding, strict keys, environment variables
	v434    = Version{34, 0}  // messages in the style "session: redis: option 'x' …"
	v434p5  = Version{34, 5}  // sentinel_username usable, timeouts.* no longer tolerated (e65a64c9a, 05b8caa71)
	v436    = Version{36, 0}  // yaml.v3: no yes/no booleans, no duplicate keys, dates are dates
	v437    = Version{37, 0}  // tls.maximum_version, private_key, certificate_chain; TLS options are decoded
	v438    = Version{38, 0}  // port defaults to 6379, mapstructure v2 (f93a0b5bf)
	v438p9  = Version{38, 9}  // private_key may have nothing behind it (#7358)
	v438p10 = Version{38, 10} // database_index respected behind Sentinel, routing options inert (e2f8fddc3)
	v438p18 = Version{38, 18} // timeout, max_retries
	v439    = Version{39, 0}  // values no longer shown in decoding errors
)

// Milestones are the patch releases at which session.redis changed within a
// minor, beside the newest of each; the form offers both.
var milestones = []Version{{34, 4}, v434p5, {38, 9}, v438p10, {38, 17}, v438p18}

// Newest is the newest known version of Authelia, and the default.
func Newest() Version { return newest[len(newest)-1] }

// VersionChoices lists the versions worth choosing, newest first, as they are
// written in an Input: each minor ("4.38"), and the patch releases around which
// something changed ("4.38.9", "4.38.10").
func VersionChoices() []string {
	var out []string
	for i := len(newest) - 1; i >= 0; i-- {
		out = append(out, newest[i].minor())
		for j := len(milestones) - 1; j >= 0; j-- {
			if milestones[j].Minor == newest[i].Minor {
				out = append(out, milestones[j].String())
			}
		}
	}
	return out
}

// UnknownVersionError says which versions there are.
type UnknownVersionError struct{ Asked string }

func (e *UnknownVersionError) Error() string { return e.In(nil) }

// In is the error in a language.
func (e *UnknownVersionError) In(l phrase.Language) string {
	var known []string
	for _, v := range newest {
		known = append(known, l.Say("{version} (up to {newest})", "version", v.minor(), "newest", v.String()))
	}
	return l.Say("Authelia version {version} is not known; choose one of {versions}",
		"version", strconv.Quote(clip(e.Asked, 40)), "versions", strings.Join(known, ", "))
}

// ParseVersion reads "4.39" (the newest patch of that minor), "4.38.10", either
// with a leading "v", or "" (the newest version). The error is an
// *UnknownVersionError.
func ParseVersion(text string) (Version, error) {
	if text == "" {
		return Newest(), nil
	}
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "4" {
		return Version{}, &UnknownVersionError{text}
	}
	for _, last := range newest {
		if parts[1] != strconv.Itoa(last.Minor) {
			continue
		}
		if len(parts) == 2 {
			return last, nil
		}
		patch, err := strconv.Atoi(parts[2])
		if err != nil || patch > last.Patch || strconv.Itoa(patch) != parts[2] || patch < 0 {
			break
		}
		return Version{last.Minor, patch}, nil
	}
	return Version{}, &UnknownVersionError{text}
}

// String is the full version, such as "4.39.20".
func (v Version) String() string { return v.minor() + "." + strconv.Itoa(v.Patch) }

func (v Version) minor() string { return "4." + strconv.Itoa(v.Minor) }

// Since tells whether v is release first, or a later one.
func (v Version) Since(first Version) bool {
	return v.Minor > first.Minor || v.Minor == first.Minor && v.Patch >= first.Patch
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
