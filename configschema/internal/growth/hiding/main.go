// Command hiding is what the tests of growth measure of the packages that keep
// secrets out of what others read.
package main

import (
	"context"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/growth"
	"redis-wizard/configschema/logs"
	"redis-wizard/configschema/redact"
	"redis-wizard/configschema/share"
)

func main() {
	growth.Main([]growth.Reader{
		{Name: "redact: a message about a value", Read: aboutValue},
		{Name: "redact: many problems of a file", Read: aboutLines},
		{Name: "redact: many secrets", Read: manySecrets},
		{Name: "redact: what is meant as a value and read as a key", Read: aboutKey},
		{Name: "share", Read: link},
	}, append(growth.Shapes(), shapes()...))
	growth.Main([]growth.Reader{
		{Name: "logs", Read: func(text string) { explain(text) }},
		{Name: "logs: recognised", Read: func(text string) { logs.IsLog(text); logs.Known(text) }},
		{Name: "logs: one line for each word", Read: func(text string) { explain(strings.ReplaceAll(text, " ", "\n")) }},
	}, shapes())
}

func explain(text string) { _, _ = logs.Explain(context.Background(), text, logs.Setup{}, nil) }

const host, password = "session.redis.host", "session.redis.password"

// aboutValue says something about a value that is a secret and stands in the line
// and in the message as well.
func aboutValue(text string) {
	say(configschema.Values{host: text, password: text}, text, configschema.Problem{Line: 1, Message: text, Hint: "'" + text + "'"},
		configschema.Problem{Key: host, Line: 1, Message: text}, configschema.Problem{Key: password, Message: "value: '" + text + "'"})
}

// aboutLines says something short about each line.
func aboutLines(text string) {
	problems := make([]configschema.Problem, strings.Count(text, "\n")+1)
	for i := range problems {
		problems[i] = configschema.Problem{Key: host, Line: i + 1, Message: "option 'host' must be 'x'"}
	}
	say(configschema.Values{host: "redis"}, text, problems...)
}

// manySecrets are the words of the text, each of which has a problem.
func manySecrets(text string) {
	values := configschema.Values{}
	var problems []configschema.Problem
	for i, word := range pieces(text) {
		values["unknown."+word+string(rune('a'+i%26))] = word
		problems = append(problems, configschema.Problem{Message: "option '" + word + "' is not known"})
	}
	say(values, "", problems...)
}

func aboutKey(text string) {
	key := password + "." + text
	say(configschema.Values{key: text}, "", configschema.Problem{Key: key, Message: "configuration key not expected: " + key + " '" + text + "'"})
}

func say(values configschema.Values, text string, problems ...configschema.Problem) {
	r := redact.New(configschema.Result{Values: values}, &redact.Source{Text: text})
	for _, p := range problems {
		r.Words(p)
		r.Fix(p)
		r.Key(p)
		if s := r.Source(p); s != nil {
			s.Visible(p.Line)
		}
	}
}

// link makes a link of a set-up with the text in every kind of option, and with
// its pieces as rows of nodes and as secrets that are looked for in them.
func link(text string) {
	values := configschema.Values{host: text, "session.redis.username": text, password: text + "x"}
	for i, piece := range pieces(text) {
		row := authelia.KeyNodes + "." + string(rune('1'+i%9)) + string(rune('0'+i/9%10)) + string(rune('0'+i/90%10)) + string(rune('0'+i/900%10))
		values[row+".host"] = piece
		values[row+".secret"+piece] = piece
	}
	share.Encode(configschema.Input{Values: values})
}

// pieces cuts a text into pieces of ten bytes.
func pieces(text string) []string {
	var out []string
	for len(text) > 10 {
		out = append(out, text[:10])
		text = text[10:]
	}
	return append(out, text)
}

// shapes are what was slow here: marks that begin or end a secret, again and
// again, with what closes them and without.
func shapes() []growth.Shape {
	var shapes []growth.Shape
	for _, unit := range []string{"a@a@", "a@ ", "a:b@", "://a", "://a@", "a:b@c ", "://a:b@c ", "authelia-session:a ", "user >x ", ">x ", " <", "password=a ", "password:", "password='a", `password=\"a`,
		"secret => \"a ", "AUTH a ", "AUTH ", "auth ", "hello ", "HELLO 3 AUTH a b ", "requirepass", "requirepass ", " -a", " -ax", "Bearer ", "Bearer a ", "basic ", "secret path a ", "'a'", "'a", "\"a\"b",
		"value: '", `parsing "`, `\n`, `\\n`, `\"`, "NOAUTH ", "dial tcp ", "read tcp ", "sentinel: GetMasterAddrByName addr=a, ", "a  | ", "connecting to master 8.8.8.8:1 ", "in redis. udp ", "lookup a: no such host", "redis: all sentinels specified in configuration are unreachable: ", `redis nil\n`, "\x1b[", "\x1b[31m", "#033[", "{{a", "a=", "\n\n"} {
		shapes = append(shapes,
			growth.Shape{Name: "again " + unit, Make: func(n int) string { return strings.Repeat(unit, n/len(unit)) }},
			growth.Shape{Name: "in a line " + unit, Make: func(n int) string {
				return "user acl redis operation NOAUTH password " + strings.Repeat(unit, n/len(unit)) + " x@y 'z' \"z\""
			}})
	}
	return shapes
}
