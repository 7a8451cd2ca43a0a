package jsonschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
)

// The rules that look at several options, in the words of JSON Schema. They
// mirror Authelia's validator; configschema has the sources.

const sentinel = authelia.HAName

// redisRules are those of the redis section: one set behind Sentinel, and another
// for a single server.
func (s schema) redisRules() object {
	rules := object{{"if", s.behindSentinel()}, {"then", s.sentinelRules()}, {"else", s.singleRules()}}
	if s.Viper { // nothing but nulls is no section at all
		return object{{"if", object{{"additionalProperties", types("null")}}}, {"else", rules}}
	}
	return rules
}

// behindSentinel tells whether high_availability is there.
func (s schema) behindSentinel() object {
	present := object{}
	if s.Viper {
		present = object{{"type", "object"}, {"not", object{{"additionalProperties", types("null")}}}}
	}
	forms := []any{withProperty(sentinel, present)}
	if s.NestsDots {
		for _, m := range s.dotted(authelia.RootOf(authelia.SessionRedis)) {
			if strings.HasPrefix(m.name, sentinel+".") {
				forms = append(forms, object{required(m.name)})
			}
		}
	}
	if len(forms) == 1 {
		return forms[0].(object)
	}
	return anyOf(forms...)
}

func (s schema) sentinelRules() object {
	hasNodes := object{{"type", "array"}, {"minItems", 1}}
	port := anyOf(ref("port"), ref("no_port"))
	return object{{"allOf", []any{
		s.inSentinel("sentinel_name", ref("given_text")),
		append(object{{"description", "At least one sentinel: host, or one of the nodes."}},
			anyOf(withProperty("host", ref("given_text")), s.inSentinel("nodes", hasNodes))...),
		property("port", port),
	}}}
}

// inSentinel requires an option of high_availability, in either spelling.
func (s schema) inSentinel(name string, constraint object) object {
	nested := withProperty(sentinel, withProperty(name, constraint))
	if !s.NestsDots {
		return nested
	}
	return anyOf(nested, withProperty(sentinel+"."+name, constraint))
}

// singleRules: a host, and a port unless the host is a socket. Until 4.37 there
// is no default port; from 4.37 on the port of a socket is not looked at.
func (s schema) singleRules() object {
	socket := withProperty("host", pattern("^/"))
	ofSocket := property("port", anyOf(ref("port"), ref("no_port")))
	if !s.SocketPort {
		ofSocket = object{}
	}
	overTCP := withProperty("port", ref("port"))
	if s.DefaultPort != "" {
		overTCP = property("port", anyOf(ref("port"), ref("no_port")))
	}
	out := append(withProperty("host", ref("given_text")), member{"if", socket})
	if len(ofSocket) > 0 {
		out = append(out, member{"then", ofSocket})
	}
	return append(out, member{"else", overTCP})
}

// tlsRules: the minimum is not above the maximum, and in 4.37 a client
// certificate is whole. Until 4.36 nothing in the section is checked.
func (s schema) tlsRules() object {
	if !s.DecodesTLS {
		return nil
	}
	var rules []any
	for highest := 0; highest < 3; highest++ {
		lowest := tlsVersion("[0-" + strconv.Itoa(highest) + "]")
		allowed := property("minimum_version", anyOf(lowest, types("null")))
		if highest < 2 { // the default of 1.2 is above it
			allowed = withProperty("minimum_version", lowest)
		}
		rules = append(rules, object{
			{"if", withProperty("maximum_version", tlsVersion(strconv.Itoa(highest)))},
			{"then", allowed},
		})
	}
	if !s.HalfCertificate {
		given := object{{"type", "string"}, {"minLength", 1}}
		for _, pair := range [][2]string{{"private_key", "certificate_chain"}, {"certificate_chain", "private_key"}} {
			rules = append(rules, object{{"if", withProperty(pair[0], given)}, {"then", withProperty(pair[1], given)}})
		}
	}
	return object{{"allOf", rules}}
}
