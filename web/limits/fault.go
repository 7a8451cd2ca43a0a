package limits

import (
	"crypto/tls"
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"
)

// faults are the kinds of a Redis's refusals, by what its words hold. The words
// themselves are for the log: this is read by whoever asks whether a replica is
// ready.
var faults = []struct{ word, kind string }{
	{"WRONGPASS", "refuses the user name or the password"},
	{"invalid password", "refuses the user name or the password"},
	{"NOAUTH", "asks for a password"},
	{"without any password", "does not know the password"},
	{"NOPERM", "does not permit what counting takes"},
	{"can't run this command", "does not permit what counting takes"}, // a script's, in 6.0
	{"READONLY", "is a replica that takes no writes"},
	{"MASTERDOWN", "is a replica that has lost its primary"},
	{"DB index", "has no database of that number"},
	{"MOVED", "is part of a cluster"},
	{"CLUSTERDOWN", "is part of a cluster"},
	{"cluster mode", "is part of a cluster"},
	{"LOADING", "is still loading its data"},
	{"MISCONF", "cannot save to its disk, and takes no writes"},
	{"OOM", "is out of memory"},
	{"BUSY", "is busy with a script"},
	{"DENIED", "is in protected mode"},
	{"max number of clients", "has no room for another client"},
	{"unknown command", "lacks a command that counting takes"},
}

// kindOf says what is the matter with the Redis, in words of our own.
func kindOf(err error) string {
	var refusal redis.Error
	var unverified *tls.CertificateVerificationError
	switch {
	case errors.As(err, &refusal):
		for _, fault := range faults {
			if strings.Contains(refusal.Error(), fault.word) {
				return fault.kind
			}
		}
		return "answers with an error"
	case errors.As(err, &unverified):
		return "shows a certificate that does not hold"
	}
	return "does not answer"
}
