package connectivity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
)

// loginVariants are other log-ins made of what the configuration holds. Each
// costs a failed attempt when it is wrong, and only one may: so the likeliest
// stands first. Several sentinels that refuse the same log-in each begin with
// another variant.
func (e *endpoint) loginVariants() []variant {
	var out []variant
	own := e.login
	if v, odd := e.trimmed(); odd {
		out = append(out, v)
	}
	if v, other := e.swapped(); other {
		out = append(out, v)
	}
	if own.username != "" && own.password != "" {
		trial := e.trial()
		trial.login.username = ""
		cause := "username-unneeded"
		if e.Role == RoleSentinel {
			cause = "sentinel-username-unneeded"
		}
		without := variant{label: withoutUser, cause: cause, trial: trial, fix: func() *Fix {
			return &Fix{Label: e.told("Take the user name out"), Set: map[string]string{own.usernameKey: ""}}
		}}
		if e.announcerAsked() {
			// The sentinel wanted its password and got the right one, so the
			// two are hardly swapped.
			out = slices.Insert(out, 0, without)
		} else {
			out = append(out, without)
		}
	}
	if n := len(out); n > 0 {
		out = slices.Concat(out[e.variantsFrom%n:], out[:e.variantsFrom%n])
	}
	return out
}

// announcerAsked tells whether a sentinel that named this server was seen to ask
// for a password, and took the one it got: it would not have named it otherwise.
func (e *endpoint) announcerAsked() bool {
	return e.announcer != nil && e.announcer.greeting.code() == "NOAUTH"
}

// trimmed is the password without the quotes, blanks and invisible characters
// that stand around it.
func (e *endpoint) trimmed() (variant, bool) {
	password := e.login.password
	bare := strings.Trim(password, " \t\r\n\u00a0\u200b\ufeff")
	cause, label := "password-blanks", phrase.Text("without the blanks around the password")
	if n := len(bare); n > 2 && (bare[0] == '"' || bare[0] == '\'') && bare[n-1] == bare[0] {
		bare = bare[1 : n-1]
		cause, label = "password-quotes", "without the quotes around the password"
	}
	if bare == password || bare == "" {
		return variant{}, false
	}
	start := strings.Index(password, bare)
	cut := [2]int{utf8.RuneCountInString(password[:start]), utf8.RuneCountInString(password[start+len(bare):])}
	trial := e.trial()
	trial.login.password = bare
	return variant{label: label, cause: cause, trial: trial, fix: func() *Fix {
		return &Fix{Label: e.told("Take them off the password"), Set: map[string]string{}, Cut: map[string][2]int{e.login.passwordKey: cut}}
	}}, true
}

// swapped is the other log-in that the configuration holds: that of the
// sentinels for Redis, and the other way round.
func (e *endpoint) swapped() (variant, bool) {
	t := e.run.target
	if t.Sentinel == nil {
		return variant{}, false
	}
	other := t.redisLogin()
	if e.Role != RoleSentinel {
		other = t.sentinelLogin()
	}
	if other.password == "" || other.password == e.login.password && other.username == e.login.username {
		return variant{}, false
	}
	trial := e.trial()
	trial.login.username, trial.login.password = other.username, other.password
	cause, label := "passwords-swapped", phrase.Text("with the password of the sentinels")
	if e.Role == RoleSentinel {
		label = "with the password of Redis"
	}
	// A sentinel that asked for its password and took it keeps it: the password
	// is then the same for both. Otherwise the two are the wrong way round.
	copied := e.login.password == "" || e.announcerAsked()
	if copied {
		cause = "password-of-other"
	}
	return variant{label: label, cause: cause, trial: trial, fix: func() *Fix {
		fix := &Fix{Label: e.told("Use that password here, too"), Set: map[string]string{}, Copy: map[string]string{e.login.passwordKey: other.passwordKey}}
		if e.login.username != other.username {
			fix.Copy[e.login.usernameKey] = other.usernameKey
		}
		if !copied {
			fix.Label = e.told("Swap the two passwords")
			fix.Copy[other.passwordKey] = e.login.passwordKey
			if e.login.username != other.username {
				fix.Copy[other.usernameKey] = e.login.usernameKey
			}
		}
		return fix
	}}, true
}
