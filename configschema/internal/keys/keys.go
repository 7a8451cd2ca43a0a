// Package keys has the check of keys: which ones a release knows, how it flattens
// what is nested, and what an unknown one was probably meant to be. Values are no business of it.
package keys

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/nearest"
)

// Expected tells whether Authelia v has a key in its list of known keys.
// Source: validator/const.go until 4.34, schema/keys.go from 4.36.
func Expected(key string, v authelia.Version) bool {
	if authelia.IsList(key) {
		return true
	}
	if name, ok := strings.CutPrefix(key, authelia.Prefix+"timeouts."); ok && v.Profile().IgnoresTimeouts && slices.Contains(authelia.IgnoredTimeouts, name) {
		return true // in the list of keys, but in no struct
	}
	f, ok := authelia.OptionOf(key)
	return ok && f.In(v)
}

// A Leaf is a key as the key check of Authelia sees it: with its path, and
// "[]" for the keys of list elements.
type Leaf struct {
	Key          string
	Form         string // the key in the form: with the number of the row
	Value        *yamltree.Value
	Line, Column int
}

// Leaves flattens a value like koanf does (viper in 4.29): mappings are walked
// through, but an empty one is a leaf, which no key list contains. It is no call of
// koanf/maps, whose flat map has neither the lines of the keys nor their order.
func Leaves(key string, e yamltree.Entry, v authelia.Version) iter.Seq[Leaf] {
	return func(yield func(Leaf) bool) { walkLeaves(key, e, v, yield) }
}

func walkLeaves(key string, e yamltree.Entry, v authelia.Version, yield func(Leaf) bool) bool {
	self := Leaf{key, key, e.Value, e.Line, e.Column}
	switch e.Value.Kind {
	case yamltree.Mapping:
		if len(e.Value.Entries) == 0 && v.Profile().Viper {
			return true // to viper, an empty mapping is not there at all
		}
		if len(e.Value.Entries) == 0 || len(key) > yamltree.MaxPath {
			return yield(self)
		}
		for _, inner := range e.Value.Entries {
			if !walkLeaves(key+"."+inner.Key, inner, v, yield) {
				return false
			}
		}
		return true
	case yamltree.List:
		if !yield(self) {
			return false
		}
		if !v.Profile().ChecksRows {
			return true // its elements are not looked at
		}
		seen := map[string]bool{}
		for i, item := range e.Value.Items {
			if item.Kind != yamltree.Mapping {
				continue
			}
			for _, inner := range item.Entries {
				if seen[inner.Key] {
					continue
				}
				seen[inner.Key] = true
				if !yield(Leaf{key + "[]." + inner.Key, key + "." + strconv.Itoa(i) + "." + inner.Key, inner.Value, inner.Line, inner.Column}) {
					return false
				}
			}
		}
		return true
	}
	return yield(self)
}

// Accepted tells whether this version lets a key pass, with everything below it.
func Accepted(key string, e yamltree.Entry, v authelia.Version) bool {
	for l := range Leaves(key, e, v) {
		if !Expected(l.Key, v) {
			return false
		}
	}
	return true
}

// otherNames are what people call an option elsewhere.
var otherNames = map[string]string{
	"db": authelia.KeyIndex, "db_index": authelia.KeyIndex, "db_number": authelia.KeyIndex, "database": authelia.KeyIndex, "index": authelia.KeyIndex, "user": authelia.KeyUsername, "pass": authelia.KeyPassword, "requirepass": authelia.KeyPassword,
	"address": authelia.KeyHost, "addr": authelia.KeyHost, "hostname": authelia.KeyHost, "server": authelia.KeyHost, "url": authelia.KeyHost, "path": authelia.KeyHost, "socket": authelia.KeyHost,
	"dial_timeout": authelia.KeyTimeout, "retries": authelia.KeyRetries, "pool_size": authelia.KeyMaxActive, "max_connections": authelia.KeyMaxActive, "min_idle_conns": authelia.KeyMinIdle,
	"master_name": authelia.KeySentinelName, "mastername": authelia.KeySentinelName, "cert": authelia.KeyChain, "certificate": authelia.KeyChain, "key": authelia.KeyPrivateKey,
	"insecure_skip_verify": authelia.KeySkipVerify, "insecure": authelia.KeySkipVerify, "servername": authelia.KeyServerName, "sentinels": authelia.KeyNodes,
	"sentinel_user": authelia.KeySentinelUsername, "sentinel_master": authelia.KeySentinelName, "master_set": authelia.KeySentinelName,
}

// SwitchesTLS tells whether a name is what others call a switch for TLS.
func SwitchesTLS(key string) bool {
	name := key[strings.LastIndexByte(key, '.')+1:]
	return slices.Contains([]string{"ssl", "use_ssl", "use_tls", "usetls", "tls_enabled", "enable_tls", "ssl_enabled"}, strings.ToLower(name))
}

// IsAuthority tells whether a name is what others call the certificate of an authority.
func IsAuthority(key string) bool {
	name := key[strings.LastIndexByte(key, '.')+1:]
	return slices.Contains([]string{"ca", "ca_file", "cafile", "ca_cert", "cacert", "ca_certs", "ca_certificate", "root_ca", "certificate_authority", "ssl_ca_certs"}, strings.ToLower(name))
}

// Nearest finds the known key that an unexpected one most probably stands for,
// and whether the value can simply be moved there.
func Nearest(key string) (near string, move bool) {
	plain := strings.ReplaceAll(strings.ToLower(key), "-", "_")
	name := plain[strings.LastIndexByte(plain, '.')+1:]
	best, bestDistance := "", 1+min(2, len(name)/3)
	for _, f := range authelia.Options() {
		if d := nearest.Distance(plain, f.Key, bestDistance); d < bestDistance {
			best, bestDistance = f.Key, d
		}
	}
	if best != "" {
		return best, !strings.Contains(best, "[]")
	}
	if other, ok := otherNames[name]; ok && strings.HasPrefix(other, plain[:len(plain)-len(name)]) {
		return other, other != authelia.KeyNodes && other != authelia.KeyHost
	}
	for _, f := range siblings(key) { // the right name in the wrong section
		if f.Name() == name && f.Name() != "host" && f.Name() != "port" {
			return f.Key, true
		}
	}
	if name == "nodes" {
		return authelia.KeyNodes, false
	}
	return "", false
}

// WithinItself finds the option of a key that stands in a root which is written a second
// time below itself.
func WithinItself(key string) (option string, ok bool) {
	r := authelia.RootOf(key)
	if r == nil {
		return "", false
	}
	at := strings.LastIndex(key, "."+r.Name()+".")
	if at < len(r.Path) {
		return "", false
	}
	option = r.Prefix() + key[at+len(r.Name())+2:]
	_, ok = authelia.OptionOf(option)
	return option, ok
}

// siblings are the options of the root that a key stands in.
func siblings(key string) []authelia.Option {
	if r := authelia.RootOf(key); r != nil {
		return r.Options
	}
	return authelia.Options()
}
