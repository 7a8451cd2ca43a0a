package probe

import (
	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/connectivity"
)

// Trust is what a connection test may do beyond the configuration itself: which
// certificates it trusts beside the system's, and whether it looks around.
type Trust struct {
	// CA is PEM text, for this test alone.
	CA string
	// CertificatesDirectory is Authelia's global option of that name.
	CertificatesDirectory string
	// FromFile lets the configuration itself name the directory. That is for the
	// command line, where file and program belong to one person: a server does
	// not read directories that its visitors name.
	FromFile bool
	// Neighbours lets the test try near variants of what fails.
	Neighbours bool
	// Elsewhere is what shows that whoever asks sits at another machine than the
	// one that tests; empty when nothing does.
	Elsewhere string
}

// Target turns a judged configuration into something to try. It is the one
// place where the two halves of the program meet.
func Target(cfg *configschema.Config, trust Trust) connectivity.Target {
	if trust.FromFile && trust.CertificatesDirectory == "" {
		trust.CertificatesDirectory = cfg.CertificatesDirectory
	}
	target := connectivity.Target{
		Names:      authelia.RootOf(authelia.SessionRedis).Names,
		Authelia:   cfg.Version.String(),
		Mode:       connectivity.Mode(cfg.Kind),
		Host:       cfg.Host,
		Port:       cfg.Port,
		Username:   cfg.Username,
		Password:   cfg.Password,
		Database:   cfg.DatabaseIndex,
		Timeout:    cfg.Timeout,
		PoolSize:   cfg.MaximumActiveConnections,
		Neighbours: trust.Neighbours,
		Elsewhere:  trust.Elsewhere,
	}
	if t := cfg.TLS; t != nil {
		target.TLS = &connectivity.TLS{
			ServerName:            t.ServerName,
			SkipVerify:            t.SkipVerify,
			MinVersion:            t.MinimumVersion,
			MaxVersion:            t.MaximumVersion,
			Certificate:           t.CertificateChain,
			PrivateKey:            t.PrivateKey,
			CA:                    trust.CA,
			CertificatesDirectory: trust.CertificatesDirectory,
		}
	}
	if ha := cfg.HighAvailability; ha != nil {
		target.Sentinel = &connectivity.Sentinel{Name: ha.SentinelName, Username: ha.SentinelUsername, Password: ha.SentinelPassword}
		for _, node := range ha.Nodes {
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, connectivity.Address{Host: node.Host, Port: node.Port, Key: node.Key})
		}
	}
	return target
}

// Request is a test as it is asked for.
type Request struct {
	Input configschema.Input
	// Text is the text of a person in which the values stand: see api.Judge.
	Text  string
	Trust Trust
	// Vantage is the name of the place to make it from, empty for this server.
	Vantage string
	// ForMany tells whether another wizard asks, which stands for many clients.
	ForMany bool
}

// texts are those that were given.
func (r Request) texts() []configschema.File {
	switch in := r.Input; {
	case len(in.Files) > 0:
		return in.Files
	case in.YAML != "":
		return []configschema.File{{Text: in.YAML}}
	}
	return intake.Split(r.Text)
}

// Question is a request in JSON.
type Question struct {
	api.Evaluation
	CA         string `json:"ca"`
	Neighbours bool   `json:"neighbours"`
	Vantage    string `json:"vantage"`
}

// ReadRequest reads a request from JSON.
func ReadRequest(text []byte) (Request, error) {
	var q Question
	err := api.Decode(text, &q)
	return Request{Input: q.Input(), Text: q.Text, Trust: Trust{CA: q.CA, Neighbours: q.Neighbours}, Vantage: q.Vantage}, err
}
