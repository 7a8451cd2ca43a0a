// Package share puts a set-up into the fragment of a link, and takes it out
// again. A browser sends no fragment to any server, and no secret can be in one:
// only options that the table of fields marks as no secret are ever looked at.
package share

import (
	"hash/crc32"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/needles"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// format is the number of this form of a link. A link of another number is
// refused rather than misread.
const format = "1"

// prefix is left out of the keys in a link that begin with it: nearly all of them do.
const prefix = authelia.Prefix

// maxLink is the longest fragment that is read.
const maxLink = 64 << 10

// Link is the fragment for a set-up, and what it could not take along.
type Link struct {
	// Fragment is what follows the '#'.
	Fragment string `json:"fragment"`
	// Left are the keys of the options that are set and not in the link: secrets,
	// and texts in which a secret may hide.
	Left []string `json:"left"`
}

// SetUp is what a link says.
type SetUp struct {
	Input configschema.Input
	// Missing are the options that the sender had set and the link does not
	// carry, for the reader to fill in.
	Missing []string
}

// Encode makes the link for a form's input.
func Encode(in configschema.Input) Link {
	secrets := secretsOf(in.Values)
	left := []string{}
	pairs := []string{"share=" + format}
	add := func(name, value string) { pairs = append(pairs, escape(name)+"="+escape(value)) }
	for _, choice := range [][2]string{{"authelia", in.Authelia}, {"kind", string(in.Kind)}, {"tls", string(in.TLS)}} {
		if choice[1] != "" && !secrets.in(choice[1]) {
			add(choice[0], choice[1])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(in.Values)) {
		value := in.Values[key]
		f, known := authelia.OptionOf(key)
		o, _, stands := unknown.Of(key, value)
		switch {
		case stands:
			left = append(left, o.Key)
		case value == "" || !known:
		case f.Secret || mayHide(f, value) || secrets.in(value):
			left = append(left, key)
		default:
			add(strings.TrimPrefix(key, prefix), value)
		}
	}
	slices.Sort(left)
	left = slices.Compact(left)
	for _, key := range left {
		add("without", strings.TrimPrefix(key, prefix))
	}
	return Link{Fragment: seal(pairs), Left: left}
}

// seal joins the pairs, with their check before all that it is about: a link that was cut
// short has it still.
func seal(pairs []string) string {
	body := strings.Join(pairs[1:], "&")
	named, err := url.ParseQuery(body)
	if err != nil || body == "" {
		return strings.Join(pairs, "&")
	}
	return pairs[0] + "&check=" + check(named) + "&" + body
}

// check is a sum of what a link says, however that is escaped.
func check(pairs url.Values) string {
	counted := maps.Clone(pairs)
	delete(counted, "share")
	delete(counted, "check")
	return strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(counted.Encode()))), 36)
}

// keyOf is the option that a name in a link stands for; empty for none.
func keyOf(name string) string {
	for _, key := range []string{prefix + name, name} {
		if _, known := authelia.OptionOf(key); known {
			return key
		}
	}
	return ""
}

// secrets are the values of secret options and of those that are not known.
type secrets struct {
	whole map[string]bool
	parts *needles.Set
}

func secretsOf(values configschema.Values) secrets {
	s := secrets{whole: map[string]bool{}}
	var texts []string
	for key, value := range values {
		if f, known := authelia.OptionOf(key); (!known || f.Secret) && value != "" {
			s.whole[value] = true
			texts = append(texts, value)
		}
	}
	s.parts = needles.New(texts)
	return s
}

// in tells whether a text contains one of the secrets. A secret of a letter or two
// is in nearly every text, so such a text has to be equal to it.
func (s secrets) in(text string) bool { return s.whole[text] || s.parts.In(text) }

// mayHide tells whether a text may hold a secret although its option is none: a
// URL with a password in it, pasted as a host, or user:password@ as a user's name.
// A user's name may well have an "@" in it otherwise.
func mayHide(f configschema.Field, value string) bool {
	login, _, at := strings.Cut(value, "@")
	isName := f.Name() == "username" || f.Name() == "sentinel_username"
	return strings.Contains(value, "://") || at && (!isName || strings.Contains(login, ":"))
}

// ErrNoLink is for a fragment that is no link of ours at all, such as the name
// of a place on the page.
var ErrNoLink error = phrase.New("This is not a share link")

// Decode reads a link. What it does not know, it passes over; a secret in a link
// was put there by hand, and is passed over as well. The errors are for people:
// see phrase.Explain.
func Decode(fragment string) (SetUp, error) {
	fragment = strings.TrimPrefix(fragment, "#")
	if !strings.HasPrefix(fragment, "share=") && !strings.Contains(fragment, "&share=") {
		return SetUp{}, ErrNoLink
	}
	if len(fragment) > maxLink {
		return SetUp{}, phrase.New("This share link is longer than 64 KiB. Ask for a new one.")
	}
	pairs, err := url.ParseQuery(fragment)
	if err != nil || pairs.Has("check") && pairs.Get("check") != check(pairs) { // older links have none
		return SetUp{}, phrase.New("This share link is damaged. Copy it again as a whole.")
	}
	if asked := pairs.Get("share"); asked != format {
		return SetUp{}, phrase.New("This share link is damaged or from a newer version.", "form", strconv.Quote(asked), "known", format)
	}
	setUp := SetUp{Input: configschema.Input{Authelia: pairs.Get("authelia"), Kind: configschema.Kind(pairs.Get("kind")), Values: configschema.Values{}}}
	if tls := configschema.Switch(pairs.Get("tls")); tls == configschema.On || tls == configschema.Off {
		setUp.Input.TLS = tls
	}
	for _, name := range pairs["without"] {
		if key := keyOf(name); key != "" {
			setUp.Missing = append(setUp.Missing, key)
		}
	}
	for name := range pairs {
		key, value := keyOf(name), pairs.Get(name)
		if f, known := authelia.OptionOf(key); known && !f.Secret && !strings.Contains(key, "[]") && value != "" {
			setUp.Input.Values[key] = value
		}
	}
	return setUp, nil
}

// readable leaves in a link what the query of a URL may hold as it is.
var readable = strings.NewReplacer("+", "%20", "%2F", "/", "%3A", ":", "%2C", ",", "%40", "@")

// escape writes a text so that it can stand in a fragment as a name or a value.
func escape(text string) string { return readable.Replace(url.QueryEscape(text)) }
