package configschema

import (
	"iter"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// expected tells whether Authelia v has a key in its list of known keys.
// Source: validator/const.go until 4.34, schema/keys.go from 4.36.
func expected(key string, v Version) bool {
	if key == KeyNodes {
		return true
	}
	if name, ok := strings.CutPrefix(key, Prefix+"timeouts."); ok && !v.Since(v434p5) {
		switch name { // in the list of keys, but in no struct: accepted and ignored
		case "dial", "idle", "pool", "read", "write":
			return true
		}
	}
	f, ok := FieldOf(key)
	return ok && f.In(v)
}

// A leaf is a key as the key check of Authelia sees it: with its path, and
// "[]" for the keys of list elements.
type leaf struct {
	key          string
	form         string // the key in the form: with the number of the row
	value        *node
	line, column int
}

// maxPath is how long the path of a key may get before nobody looks below it, and
// maxNesting how many parts of a key with dots become sections. The longest
// option has 50 bytes and 5 parts. In a hostile file, 1 MiB of keys could stand
// below a path of another 1 MiB, and be written out with it, one by one.
const (
	maxPath    = 1000
	maxNesting = 20
)

// leaves flattens a value like koanf does (viper in 4.29): mappings are walked
// through, but an empty one is a leaf, which no key list contains.
func leaves(key string, e entry, v Version) iter.Seq[leaf] {
	return func(yield func(leaf) bool) { walkLeaves(key, e, v, yield) }
}

func walkLeaves(key string, e entry, v Version, yield func(leaf) bool) bool {
	self := leaf{key, key, e.value, e.line, e.column}
	switch e.value.kind {
	case mapping:
		if len(e.value.entries) == 0 && !v.Since(v430) {
			return true // to viper, an empty mapping is not there at all
		}
		if len(e.value.entries) == 0 || len(key) > maxPath {
			return yield(self)
		}
		for _, inner := range e.value.entries {
			if !walkLeaves(key+"."+inner.key, inner, v, yield) {
				return false
			}
		}
		return true
	case list:
		if !yield(self) {
			return false
		}
		if !v.Since(v436) {
			return true // its elements are not looked at
		}
		seen := map[string]bool{}
		for i, item := range e.value.items {
			if item.kind != mapping {
				continue
			}
			for _, inner := range item.entries {
				if seen[inner.key] {
					continue
				}
				seen[inner.key] = true
				if !yield(leaf{key + "[]." + inner.key, key + "." + strconv.Itoa(i) + "." + inner.key, inner.value, inner.line, inner.column}) {
					return false
				}
			}
		}
		return true
	}
	return yield(self)
}

// accepted tells whether this version lets a key pass, with everything below it.
func accepted(key string, e entry, v Version) bool {
	for l := range leaves(key, e, v) {
		if !expected(l.key, v) {
			return false
		}
	}
	return true
}

// unexpected reports the keys that this version does not know, of session.redis
// or of what stands under a key with dots.
func (j *judge) unexpected(key string, e entry) {
	word := "configuration key not expected: "
	if !j.version.Since(v430) {
		word = "config key not expected: "
	}
	for l := range leaves(key, e, j.version) {
		if expected(l.key, j.version) {
			continue
		}
		if j.full() {
			return // to look for what each of 100,000 keys was meant to be takes seconds
		}
		p := Problem{Key: l.form, Line: l.line, Column: l.column, Severity: Error, Code: "F01", Message: word + l.key}
		j.explainKey(&p, l)
		j.add(p)
	}
}

// explainKey says what to do about an unexpected key.
func (j *judge) explainKey(p *Problem, l leaf) {
	known, isField := FieldOf(l.key)
	near, move := nearest(l.key)
	switch {
	case l.key == strings.TrimSuffix(Prefix, ".") || isSection(l.key):
		p.Code = "empty-section"
		p.hint = phrase.Of("Write its options below it, or delete the line.")
		if l.key == "session.redis.tls" && l.value.kind != list {
			p.hint = phrase.Of("TLS is switched on by any one option below tls:, for example minimum_version.")
			p.Fix = newFix("Use TLS 1.2 or newer", Values{KeyMinVersion: "TLS1.2"})
		}
	case isField && l.key == KeySentinelUsername && j.version.Since(Version{33, 0}):
		p.Code = "A12"
		p.hint = phrase.Of("Authelia 4.33.0 to 4.34.4 documents this option and then refuses it. Upgrade to 4.34.5 or later, or take it out.")
		p.Fix = removal(l.key)
	case isField:
		p.hint = phrase.Of("This option exists since Authelia {version}. Take it out, or upgrade Authelia.", "version", known.FirstVersion.String())
		p.Fix = removal(l.key)
	case l.key == Prefix+"timeouts" || strings.HasPrefix(l.key, Prefix+"timeouts."):
		p.hint = phrase.Of("It never had an effect, and Authelia refuses it since 4.34.5. Take it out; since 4.38.18 there is timeout.")
		p.Fix = removal(l.key)
	case near != "":
		p.hint = phrase.Of("Did you mean {option}?", "option", name(near))
		if move && l.value.kind != mapping && l.value.kind != list {
			p.Fix = newFix("Rename it to {option}", Values{l.form: "", near: scalarText(l.value)}, "option", name(near))
		}
	default:
		p.hint = phrase.Of("Authelia has no such option. Take it out.")
		p.Fix = removal(l.form)
	}
}

func removal(key string) *Fix {
	return newFix("Remove {option}", Values{key: ""}, "option", name(key))
}

func isSection(key string) bool {
	return key == "session.redis.tls" || key == "session.redis.high_availability"
}

// otherNames are what people call an option elsewhere.
var otherNames = map[string]string{
	"db": KeyIndex, "database": KeyIndex, "index": KeyIndex, "user": KeyUsername, "pass": KeyPassword, "requirepass": KeyPassword,
	"address": KeyHost, "addr": KeyHost, "hostname": KeyHost, "server": KeyHost, "url": KeyHost, "path": KeyHost, "socket": KeyHost,
	"dial_timeout": KeyTimeout, "retries": KeyRetries, "pool_size": KeyMaxActive, "max_connections": KeyMaxActive, "min_idle_conns": KeyMinIdle,
	"master_name": KeySentinelName, "mastername": KeySentinelName, "cert": KeyChain, "certificate": KeyChain, "key": KeyPrivateKey,
	"insecure_skip_verify": KeySkipVerify, "insecure": KeySkipVerify, "servername": KeyServerName, "sentinels": KeyNodes,
}

// nearest finds the known key that an unexpected one most probably stands for,
// and whether the value can simply be moved there.
func nearest(key string) (near string, move bool) {
	plain := strings.ReplaceAll(strings.ToLower(key), "-", "_")
	name := plain[strings.LastIndexByte(plain, '.')+1:]
	best, bestDistance := "", 1+min(2, len(name)/3)
	for _, f := range Fields {
		if d := Distance(plain, f.Key, bestDistance); d < bestDistance {
			best, bestDistance = f.Key, d
		}
	}
	if best != "" {
		return best, !strings.Contains(best, "[]")
	}
	if other, ok := otherNames[name]; ok && strings.HasPrefix(other, plain[:len(plain)-len(name)]) {
		return other, other != KeyNodes && other != KeyHost
	}
	for _, f := range Fields { // the right name in the wrong section
		if f.Name() == name && f.Name() != "host" && f.Name() != "port" {
			return f.Key, true
		}
	}
	if name == "nodes" {
		return KeyNodes, false
	}
	return "", false
}

// Distance is the number of letters to insert, delete or change to get from a
// to b; limit or more is reported as limit.
func Distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return min(row[len(b)], limit)
}
