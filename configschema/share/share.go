// Package share puts a set-up into the fragment of a link, and takes it out
// again. A browser sends no fragment to any server, and no secret can be in one:
// only options that the table of fields marks as no secret are ever looked at.
package share

import (
	"sort"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/needles"
	"redis-wizard/configschema/phrase"
)

// format is the number of this form of a link. A link of another number is
// refused rather than misread.
const format = "1"

// prefix is left out of the keys in a link: every one of them begins with it.
const prefix = "session.redis."

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
	for _, key := range sorted(in.Values) {
		value := in.Values[key]
		f, known := configschema.FieldOf(key)
		switch {
		case value == "" || !known:
		case f.Secret || mayHide(f, value) || secrets.in(value):
			left = append(left, key)
		default:
			add(strings.TrimPrefix(key, prefix), value)
		}
	}
	for _, key := range left {
		add("without", strings.TrimPrefix(key, prefix))
	}
	return Link{Fragment: strings.Join(pairs, "&"), Left: left}
}

func sorted(values configschema.Values) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	sort.SliceStable(keys, func(a, b int) bool { return keys[a] < keys[b] })
	return keys
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
		if f, known := configschema.FieldOf(key); (!known || f.Secret) && value != "" {
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
var ErrNoLink error = phrase.New("this is not a link to a set-up")

// Decode reads a link. What it does not know, it passes over; a secret in a link
// was put there by hand, and is passed over as well. The errors are for people:
// see phrase.Explain.
func Decode(fragment string) (SetUp, error) {
	fragment = strings.TrimPrefix(fragment, "#")
	if !strings.HasPrefix(fragment, "share=") && !strings.Contains(fragment, "&share=") {
		return SetUp{}, ErrNoLink
	}
	if len(fragment) > maxLink {
		return SetUp{}, phrase.New("the link is longer than 64 KiB; ask for a new one")
	}
	setUp := SetUp{Input: configschema.Input{Values: configschema.Values{}}}
	asked := ""
	for pair := range strings.SplitSeq(fragment, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, ok1 := unescape(name)
		value, ok2 := unescape(value)
		if !ok1 || !ok2 {
			return SetUp{}, phrase.New("the link is damaged: a character in it is not escaped as it should be; copy it again as a whole")
		}
		switch name {
		case "share":
			asked = value
		case "authelia":
			setUp.Input.Authelia = value
		case "kind":
			setUp.Input.Kind = configschema.Kind(value)
		case "tls":
			if value == string(configschema.On) || value == string(configschema.Off) {
				setUp.Input.TLS = configschema.Switch(value)
			}
		case "without":
			if _, known := configschema.FieldOf(prefix + value); known {
				setUp.Missing = append(setUp.Missing, prefix+value)
			}
		default:
			key := prefix + name
			if f, known := configschema.FieldOf(key); known && !f.Secret && !strings.Contains(key, "[]") && value != "" {
				setUp.Input.Values[key] = value
			}
		}
	}
	if asked != format {
		return SetUp{}, phrase.New("the link is of form {form}, and this wizard reads form {known}; open it with a newer one", "form", strconv.Quote(asked), "known", format)
	}
	return setUp, nil
}
