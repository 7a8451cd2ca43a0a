package jsonschema

import (
	"strings"

	"redis-wizard/configschema/authelia"
)

// The types of values, with the weak typing that Authelia has: a port may be a
// text of digits, a boolean may be 1. Editors offer the plain form first.

func (s schema) types() object {
	out := object{
		{"text", types("string", "number", "boolean", "null")},
		{"given_text", anyOf(object{{"type", "string"}, {"minLength", 1}}, types("number", "boolean"))},
		{"boolean", anyOf(types("boolean", "number", "null"), object{{"enum", s.booleanWords()}})},
		{"integer", anyOf(types("integer", "number", "boolean", "null"), s.digits(integerPattern))},
		{"port", anyOf(
			object{{"type", "integer"}, {"minimum", 1}, {"maximum", 65535}},
			object{{"type", "number"}, {"minimum", 1}, {"exclusiveMaximum", 65536}},
			object{{"const", true}},
			s.digits(portPattern),
		)},
		{"no_port", anyOf(
			object{{"type", "number"}, {"exclusiveMinimum", -1}, {"exclusiveMaximum", 1}},
			object{{"enum", []any{false, nil}}},
			s.digits(zeroPattern),
		)},
	}
	if f, _ := authelia.OptionOf(authelia.KeyTimeout); f.In(s.version) {
		out = append(out, member{"duration", anyOf(types("integer", "number", "boolean", "null"), pattern(durationPattern))})
	}
	if s.DecodesTLS {
		out = append(out,
			member{"tls_version", anyOf(object{{"enum", authelia.TLSVersions}}, tlsVersion("[0-3]"), types("null"))},
			member{"private_key", anyOf(pattern("-----BEGIN (RSA |EC )?PRIVATE KEY-----"), types("null"))},
			member{"certificate_chain", anyOf(pattern("^$|-----BEGIN CERTIFICATE-----"), types("null"))},
		)
	}
	return out
}

func types(names ...string) object {
	if len(names) == 1 {
		return object{{"type", names[0]}}
	}
	return object{{"type", names}}
}

func pattern(expression string) object {
	return object{{"type", "string"}, {"pattern", expression}}
}

// booleanWords are the texts that strconv.ParseBool knows, the empty one, and
// until 4.35 the words of YAML 1.1, which yaml.v2 reads without quotes.
func (s schema) booleanWords() []string {
	words := []string{"", "1", "t", "T", "true", "True", "TRUE", "0", "f", "F", "false", "False", "FALSE"}
	if !s.YAML3 {
		for _, word := range []string{"yes", "no", "on", "off"} {
			words = append(words, word, strings.ToUpper(word[:1])+word[1:], strings.ToUpper(word))
		}
		words = append(words, "y", "Y", "n", "N")
	}
	return words
}

// digits is a text that strconv.ParseInt takes with base 0. From 4.30 on an
// empty one is 0, which belongs to integers and to a port that is not set.
func (s schema) digits(expression string) object {
	if !s.Viper && expression != portPattern {
		expression = "^$|" + expression
	}
	return pattern(expression)
}

const (
	hex = `[0-9a-fA-F]`
	// 1 to 65535, in decimal, hexadecimal, octal and binary, with underscores
	// between digits as Go has them.
	portPattern = `^\+?(` +
		`[1-9](_?[0-9]){0,3}|[1-5](_?[0-9]){4}|6_?[0-4](_?[0-9]){3}|6_?5_?[0-4](_?[0-9]){2}|6_?5_?5_?[0-2]_?[0-9]|6_?5_?5_?3_?[0-5]|` +
		`0[xX]_?(0_?)*[1-9a-fA-F](_?` + hex + `){0,3}|` +
		`0[oO]?_?(0_?)*([1-7](_?[0-7]){0,4}|1(_?[0-7]){5})|` +
		`0[bB]_?(0_?)*1(_?[01]){0,15})$`
	zeroPattern = `^[+-]?(0(_?0)*|0[xXoObB](_?0)+)$`
	// Every integer of 64 bits; a decimal one up to 18 digits.
	integerPattern = `^[+-]?(` +
		`0|[1-9](_?[0-9]){0,17}|` +
		`0[xX](_?0)*(_?[1-9a-fA-F](_?` + hex + `){0,14}|_?[1-7](_?` + hex + `){15}|_?0)|` +
		`0[oO]?(_?0)*(_?[1-7](_?[0-7]){0,20}|_?0)|` +
		`0[bB](_?0)*(_?1(_?[01]){0,62}|_?0))$`
)

// durationPattern is what Authelia finds in a text: digits alone are seconds;
// otherwise numbers that begin with 1 to 9, each with a unit. What stands before
// the first one is overlooked, and so "-5s" is five seconds.
const durationPattern = `^$|^[0-9]+$|^[^1-9]*([1-9][0-9 ]*(` + durationUnits + `)( |and)*(0[^1-9]*)?)+([1-9][0-9 ]*)?$`

const durationUnits = `ns|us|µs|μs|ms|milliseconds?|s|seconds?|m|minutes?|h|hours?|d|days?|w|weeks?|M|months?|y|years?`

// tlsVersion is a TLS version whose last digit is in a class: in any case, with
// blanks anywhere, with TLS or without. (SSL 3.0 is known and always refused.)
func tlsVersion(class string) object {
	return pattern(`^ *([tT] *[lL] *[sS] *)?1 *\. *` + class + ` *$`)
}
