package intake

import (
	"iter"
	"regexp"
	"strconv"
	"strings"
)

// A directive is a line of a redis.conf, sentinel.conf or users.acl, or an option of
// redis-server.
type directive struct {
	name string
	args []string
	line int
}

// arg is one of the arguments; empty where there are fewer.
func (d directive) arg(i int) string {
	if i < len(d.args) {
		return d.args[i]
	}
	return ""
}

// directives are those of one server, in order.
type directives []directive

// last is the first argument of a directive; of several with one name the last one
// counts, as for Redis.
func (all directives) last(name string) (value string, line int) {
	for _, d := range all {
		if d.name == name {
			value, line = d.arg(0), d.line
		}
	}
	return value, line
}

// named are all directives of one name.
func (all directives) named(name string) iter.Seq[directive] {
	return func(yield func(directive) bool) {
		for _, d := range all {
			if d.name == name && !yield(d) {
				return
			}
		}
	}
}

var (
	directiveLine = regexp.MustCompile(`^([A-Za-z][A-Za-z-]*)[ \t]+(\S.*)$`)
	// sureOf are lines that nothing but Redis has.
	sureOf = regexp.MustCompile(`(?mi)^[ \t]*(?:(?:tls-)?port[ \t]+\d+|requirepass[ \t]+\S+|sentinel[ \t]+(?:monitor|auth-pass|known-)\S*[ \t]+\S|` +
		`user[ \t]+\S+[ \t]+(?:on|off|[>#~+&@]|nopass|reset|allkeys)|appendonly[ \t]+(?:yes|no)|protected-mode[ \t]+(?:yes|no)|unixsocket[ \t]+"?/|maxmemory(?:-policy)?[ \t]+\S+)`)
	directiveArg = regexp.MustCompile(`([^\s"']*)("(?:\\.|[^"\\])*"|'(?:\\'|[^'])*')|\S+`)
)

// readDirectives reads the lines of a server's own configuration; nil where a line can
// be none of it.
func readDirectives(text string) (all directives) {
	if !sureOf.MatchString(text) {
		return nil
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		found := directiveLine.FindStringSubmatch(line)
		if found == nil || strings.HasPrefix(found[2], "=") || strings.HasPrefix(found[2], ":") {
			return nil
		}
		all = append(all, directive{strings.ToLower(found[1]), arguments(found[2]), number})
	}
	return all
}

// arguments takes the quotes of Redis off.
func arguments(line string) (args []string) {
	for _, found := range directiveArg.FindAllStringSubmatch(line, -1) {
		before, quoted := found[1], found[2]
		switch {
		case quoted == "":
			args = append(args, found[0])
			continue
		case quoted[0] == '\'':
			quoted = strings.ReplaceAll(quoted[1:len(quoted)-1], `\'`, "'")
		default:
			plain, err := strconv.Unquote(quoted)
			if err != nil {
				plain = quoted[1 : len(quoted)-1]
			}
			quoted = plain
		}
		args = append(args, before+quoted)
	}
	return args
}

// An aclUser is what a rule of Redis's ACL says of a user.
type aclUser struct {
	name, password        string
	isOff, hashed, noPass bool
	isOurs                bool // it has to do with Authelia, by its name or its keys
	line                  int
}

// users are those of the ACL, each as its rules leave it.
func (all directives) users() (users []aclUser) {
	for d := range all.named("user") {
		u := aclUser{name: d.arg(0), isOff: true, line: d.line, isOurs: strings.Contains(strings.ToLower(d.arg(0)), "authelia")}
		for _, rule := range d.args[min(1, len(d.args)):] {
			switch {
			case rule == "on" || rule == "off":
				u.isOff = rule == "off"
			case rule == "nopass":
				u.noPass = true
			case strings.HasPrefix(rule, ">") && u.password == "":
				u.password = rule[1:]
			case strings.HasPrefix(rule, "#"):
				u.hashed = true
			case strings.HasPrefix(rule, "~") && strings.Contains(rule, "authelia"):
				u.isOurs = true
			}
		}
		users = append(users, u)
	}
	return users
}

// bestUser is the one that is meant for Authelia: by its name or its keys, else the only
// one beside default, else default.
func bestUser(users []aclUser) (best aclUser, others []string, ok bool) {
	at, named := -1, 0
	for i, u := range users {
		switch {
		case u.isOff:
		case u.isOurs && (at < 0 || !users[at].isOurs):
			at = i
		case u.name != "default":
			if named++; named == 1 && (at < 0 || !users[at].isOurs) {
				at = i
			}
		case at < 0:
			at = i
		}
	}
	if at < 0 {
		return aclUser{}, nil, false
	}
	for i, u := range users {
		if i != at {
			others = append(others, u.name)
		}
	}
	return users[at], others, true
}
