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

// ParseVersion reads the release that "4.39" (the newest patch of that minor),
// "4.38.10", either with a leading "v", or "" (the newest version) is judged as. A
// patch above the newest known of its minor is judged as that one, and a minor above
// the newest known as the newest: Authelia releases more often than this program,
// and most releases change nothing here. The error, an *UnknownVersionError, is
// for what is no release, is too old, or is of another major version.
func ParseVersion(text string) (Version, error) {
	_, judged, err := readVersion(text)
	return judged, err
}

// readVersion is a release as it is asked for, and the known one that it is judged
// as: the same, or an older one.
func readVersion(text string) (asked, judged Version, err error) {
	if text == "" {
		return Newest(), Newest(), nil
	}
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "4" {
		return Version{}, Version{}, &UnknownVersionError{text}
	}
	var numbers [2]int
	for i, part := range parts[1:] {
		numbers[i], err = strconv.Atoi(part)
		if err != nil || numbers[i] < 0 || strconv.Itoa(numbers[i]) != part {
			return Version{}, Version{}, &UnknownVersionError{text}
		}
	}
	asked = Version{numbers[0], numbers[1]}
	if asked.Minor > Newest().Minor {
		return asked, Newest(), nil
	}
	for _, last := range newest {
		switch {
		case last.Minor != asked.Minor:
			continue
		case len(parts) == 2:
			return last, last, nil
		case asked.Since(last):
			return asked, last, nil
		}
		return asked, asked, nil
	}
	return Version{}, Version{}, &UnknownVersionError{text}
}

// ReleaseNewer is the code of the problem that a release is newer than those
// that are known.
const ReleaseNewer = "release-newer"

// releaseNewer tells that a release is judged as an older one; nothing where it is
// known.
func releaseNewer(label string, asked, judged Version) []Problem {
	if asked == judged {
		return nil
	}
	p := Problem{Severity: Warning, Code: ReleaseNewer,
		message: phrase.Of("Authelia {asked} is newer than the releases that this program knows, so it is judged as {judged}", "asked", label, "judged", judged.String()),
		hint:    phrase.Of("A minor release can bring, rename and refuse options. Read what its release notes say about Redis, or use a version of this program that knows it.")}
	if asked.Minor == judged.Minor {
		p.Severity = Info
		p.hint = phrase.Of("A patch release seldom changes anything about Redis. If Authelia says something else than is shown here, look for a newer version of this program.")
	}
	return []Problem{p}
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
