package authelia

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
)

// Version is a release of Authelia 4: {39, 20} is 4.39.20.
type Version struct{ Minor, Patch int }

// newest holds the newest known patch of every minor, oldest first.
// Source: Authelia's tags.
var newest = []Version{
	{29, 4}, {30, 5}, {31, 0}, {32, 2}, {33, 2}, {34, 6}, {35, 6}, {36, 9}, {37, 5}, {38, 19}, {39, 20},
}

// Newest is the newest known version of Authelia, and the default.
func Newest() Version { return newest[len(newest)-1] }

// VersionChoices lists the versions worth choosing, newest first, as they are
// written in an Input: each minor ("4.38"), and the patch releases around which
// something changed ("4.38.9", "4.38.10").
func VersionChoices() []string {
	var out []string
	for i := len(newest) - 1; i >= 0; i-- {
		out = append(out, newest[i].Series())
		for j := len(profiles) - 1; j >= 0; j-- {
			if first := profiles[j].first; profiles[j].offered && first.Minor == newest[i].Minor {
				out = append(out, first.String(), Version{first.Minor, first.Patch - 1}.String())
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
		known = append(known, l.Say("{version} (up to {newest})", "version", v.Series(), "newest", v.String()))
	}
	return l.Say("Authelia version {version} is not known; choose one of {versions}",
		"version", strconv.Quote(visible.Clip(e.Asked, 40)), "versions", strings.Join(known, ", "))
}

// ParseVersion reads the release that "4.39" (the newest patch of that minor),
// "4.38.10", either with a leading "v", or "" (the newest version) is judged as. A
// patch above the newest known of its minor is judged as that one, and a minor above
// the newest known as the newest: Authelia releases more often than this program,
// and most releases change nothing here. The error, an *UnknownVersionError, is
// for what is no release, is too old, or is of another major version.
func ParseVersion(text string) (Version, error) {
	_, judged, err := ReadVersion(text)
	return judged, err
}

// ReadVersion is a release as it is asked for, and the known one that it is judged
// as: the same, or an older one.
func ReadVersion(text string) (asked, judged Version, err error) {
	if text == "" {
		return Newest(), Newest(), nil
	}
	parts := written.FindStringSubmatch(text)
	if parts == nil {
		return Version{}, Version{}, &UnknownVersionError{text}
	}
	asked.Minor, err = strconv.Atoi(parts[1])
	if err == nil && parts[2] != "" {
		asked.Patch, err = strconv.Atoi(parts[2])
	}
	at := slices.IndexFunc(newest, func(v Version) bool { return v.Minor == asked.Minor })
	switch {
	case err != nil || asked.Minor < newest[0].Minor:
		return Version{}, Version{}, &UnknownVersionError{text}
	case at < 0:
		return asked, Newest(), nil
	case parts[2] == "":
		return newest[at], newest[at], nil
	case asked.Since(newest[at]):
		return asked, newest[at], nil
	}
	return asked, asked, nil
}

var written = regexp.MustCompile(`^v?4\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?$`)

// String is the full version, such as "4.39.20".
func (v Version) String() string { return v.Series() + "." + strconv.Itoa(v.Patch) }

// Series is the minor release: "4.39".
func (v Version) Series() string { return "4." + strconv.Itoa(v.Minor) }

// Since tells whether v is release first, or a later one.
func (v Version) Since(first Version) bool {
	return v.Minor > first.Minor || v.Minor == first.Minor && v.Patch >= first.Patch
}
