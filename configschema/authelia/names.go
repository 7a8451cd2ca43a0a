package authelia

import "strings"

// Names are the keys of what a connection takes, as a root calls it: a connection test
// names them in its findings, and sets them in its fixes. A key is empty where the root
// has no such thing.
type Names struct {
	Root string
	// Address is the section that has the options "host" and "port", or the one
	// option that holds both.
	Address                                             string
	Username, Password, Database                        string
	TLS, ServerName, SkipVerify, MinVersion, MaxVersion string
	Sentinels                                           string // the section, beside a single server's options
	SentinelName, SentinelUsername, SentinelPassword    string
}

var sessionRedisNames = Names{
	Root: SessionRedis, Address: SessionRedis, Username: KeyUsername, Password: KeyPassword, Database: KeyIndex,
	TLS: TLSPath, ServerName: KeyServerName, SkipVerify: KeySkipVerify, MinVersion: KeyMinVersion, MaxVersion: KeyMaxVersion,
	Sentinels: HAPath, SentinelName: KeySentinelName, SentinelUsername: KeySentinelUsername, SentinelPassword: KeySentinelPassword,
}

// Below are the keys of the options in a section, but for those in the rows of its lists.
func Below(section string) (keys []string) {
	for _, option := range Options() {
		if strings.HasPrefix(option.Key, section+".") && !strings.Contains(option.Key, "[]") {
			keys = append(keys, option.Key)
		}
	}
	return keys
}
