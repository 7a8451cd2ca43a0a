package connectivity

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/redistest"
)

// over makes the target of a TLS server that is trusted through CA.
func over(server *redistest.Server) Target {
	target := at(server)
	target.TLS = &TLS{CA: server.CA}
	return target
}

// directory puts certificates where Authelia reads them.
func directory(t *testing.T, pems ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, content := range pems {
		name := string(rune('a'+i)) + ".pem"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTLS(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{}})

	t.Run("trusted through certificates_directory", func(t *testing.T) {
		target := at(server)
		target.TLS = &TLS{CertificatesDirectory: directory(t, server.CA)}
		report := try(t, target)
		wantVerdict(t, report, Pass)
		if got := status(report, StepTLS); got != "passed" {
			t.Errorf("tls: %s", got)
		}
	})
	t.Run("trusted for this probe only", func(t *testing.T) {
		report := try(t, over(server))
		wantVerdict(t, report, Pass)
		if f := finding(t, report, "C04"); f.Severity != causes.Info {
			t.Errorf("the CA that Authelia needs is more than an information: %+v", f)
		}
	})
	t.Run("TLS 1.2 and 1.3 alone", func(t *testing.T) {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			target := at(server)
			target.TLS = &TLS{CertificatesDirectory: directory(t, server.CA), MinVersion: version, MaxVersion: version}
			report := try(t, target)
			wantVerdict(t, report, Pass)
			if message := report.Endpoints[0].Steps[3].Message; !strings.Contains(message, tls.VersionName(version)) {
				t.Errorf("message %q does not name %s", message, tls.VersionName(version))
			}
		}
	})
	t.Run("unknown authority", func(t *testing.T) {
		target := at(server)
		target.TLS = &TLS{}
		fault := wantFail(t, try(t, target), StepTLS, "C04")
		if !strings.Contains(fault.Message, "Test CA") || !strings.Contains(fault.Message, "SHA-256") {
			t.Errorf("message %q does not name the authority and a fingerprint", fault.Message)
		}
	})
	t.Run("wrong name", func(t *testing.T) {
		target := over(server)
		target.TLS.ServerName = "redis.example.com"
		fault := wantFail(t, try(t, target), StepTLS, "C05")
		if fault.Fix == nil || fault.Fix.Set["session.redis.tls.server_name"] != "localhost" {
			t.Errorf("fix = %+v, want the server name localhost", fault.Fix)
		}
		target.TLS.ServerName = "redis.test"
		wantVerdict(t, try(t, target), Pass)
	})
	t.Run("not verified", func(t *testing.T) {
		target := at(server)
		target.TLS = &TLS{SkipVerify: true}
		report := try(t, target)
		wantVerdict(t, report, Warn)
		if fault := finding(t, report, "C14"); fault.Fix != nil || !strings.Contains(fault.Message, "would fail") {
			t.Errorf("finding = %+v, want one without a fix", fault)
		}
		target.TLS.CertificatesDirectory = directory(t, server.CA)
		if fault := finding(t, try(t, target), "C14"); fault.Fix == nil {
			t.Error("no fix, although the certificate would hold")
		}
	})
	t.Run("no tls section", func(t *testing.T) {
		fault := wantFail(t, try(t, at(server)), StepRESP, "C02")
		if fault.Fix == nil || fault.Fix.Set["session.redis.tls.minimum_version"] != "TLS1.2" {
			t.Errorf("fix = %+v, want a tls section", fault.Fix)
		}
	})
	t.Run("unreadable CA and directory", func(t *testing.T) {
		target := over(server)
		target.TLS.CA = "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n"
		wantFail(t, try(t, target), StepTLS, "ca-unreadable")
		target = over(server)
		target.TLS.CertificatesDirectory = filepath.Join(t.TempDir(), "missing")
		report := try(t, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "certificates-directory")
	})
	t.Run("wrong password", func(t *testing.T) {
		target := over(server)
		target.Password = "wrong-password-of-mine"
		wantFail(t, try(t, target), StepAuth, "A03")
	})
}

func TestTLSToAPlainPort(t *testing.T) {
	for _, options := range []redistest.Options{{Password: password}, {}} {
		server := redistest.Start(t, options)
		target := at(server)
		target.Timeout = 500 * time.Millisecond
		target.TLS = &TLS{}
		fault := wantFail(t, try(t, target), StepTLS, "C01")
		if fault.Fix == nil || len(fault.Fix.Set) != 7 { // six options, and the section
			t.Fatalf("fix = %+v, want one that takes the tls section out", fault.Fix)
		}
		for key, value := range fault.Fix.Set {
			if !strings.HasPrefix(key, "session.redis.tls") || value != "" {
				t.Errorf("the fix sets %s to %q", key, value)
			}
		}
	}
}

func TestCertificates(t *testing.T) {
	authority := redistest.NewAuthority("Home CA")
	other := redistest.NewAuthority("Other CA")
	intermediate := authority.Intermediate("Home Intermediate")
	local := func() redistest.Certificate {
		return redistest.Certificate{Names: []string{"redis.test"}, Addresses: []string{"127.0.0.1"}}
	}
	with := func(change func(*redistest.Certificate)) redistest.Certificate {
		c := local()
		change(&c)
		return c
	}
	tests := []struct {
		name        string
		certificate *redistest.KeyPair
		trusted     string
		code        string
		says        string
	}{
		{"expired", authority.Issue(with(func(c *redistest.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().AddDate(0, -2, 0), time.Now().AddDate(0, 0, -1)
		})), authority.Certificate, "certificate-expired", "valid until"},
		{"not yet valid", authority.Issue(with(func(c *redistest.Certificate) { c.NotBefore = time.Now().AddDate(0, 0, 2) })),
			authority.Certificate, "certificate-not-yet-valid", "clock"},
		{"for clients only", authority.Issue(with(func(c *redistest.Certificate) { c.Client = true })),
			authority.Certificate, "certificate-usage", "not meant for servers"},
		{"without addresses", authority.Issue(with(func(c *redistest.Certificate) { c.Addresses = nil })),
			authority.Certificate, "C06", "redis.test"},
		{"without names", authority.Issue(redistest.Certificate{Subject: "redis.test"}),
			authority.Certificate, "C05", "no subject alternative names"},
		{"self-signed", redistest.SelfSigned(local()), authority.Certificate, "C04", "self-signed"},
		{"another authority", other.Issue(local()), authority.Certificate, "C04", "Other CA"},
		{"without its intermediate", intermediate.Issue(with(func(c *redistest.Certificate) { c.WithoutChain = true })),
			authority.Certificate, "C04", "Home Intermediate"},
		{"with its intermediate", intermediate.Issue(local()), authority.Certificate, "", ""},
		{"expires soon", authority.Issue(with(func(c *redistest.Certificate) { c.NotAfter = time.Now().AddDate(0, 0, 10) })),
			authority.Certificate, "C15", "expires on"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := redistest.Start(t, redistest.Options{TLS: &redistest.TLS{Authority: authority, Certificate: test.certificate}})
			target := at(server)
			target.TLS = &TLS{CertificatesDirectory: directory(t, test.trusted)}
			report := try(t, target)
			switch test.code {
			case "":
				wantVerdict(t, report, Pass)
				return
			case "C15":
				wantVerdict(t, report, Warn)
			default:
				wantFail(t, report, StepTLS, test.code)
			}
			if fault := finding(t, report, test.code); !strings.Contains(fault.Message, test.says) {
				t.Errorf("message %q does not hold %q", fault.Message, test.says)
			}
		})
	}
}

func TestTLSVersions(t *testing.T) {
	server := redistest.Start(t, redistest.Options{TLS: &redistest.TLS{Protocols: "TLSv1.2"}})
	target := over(server)
	target.TLS.MinVersion = tls.VersionTLS13
	fault := wantFail(t, try(t, target), StepTLS, "C11")
	if !strings.Contains(fault.Message, "TLS 1.3 only") || !strings.Contains(fault.Message, "speaks TLS 1.2") {
		t.Errorf("message %q does not hold both sides", fault.Message)
	}
	if fault.Fix == nil || fault.Fix.Set["session.redis.tls.minimum_version"] != "" {
		t.Errorf("fix = %+v, want one that takes minimum_version out", fault.Fix)
	}

	server = redistest.Start(t, redistest.Options{TLS: &redistest.TLS{Protocols: "TLSv1.3"}})
	target = over(server)
	target.TLS.MaxVersion = tls.VersionTLS12
	fault = wantFail(t, try(t, target), StepTLS, "C11")
	if _, sets := fault.Fix.Set["session.redis.tls.maximum_version"]; !sets {
		t.Errorf("fix = %+v, want one for maximum_version", fault.Fix)
	}
}

func TestClientCertificates(t *testing.T) {
	stranger := redistest.NewAuthority("Stranger").Issue(redistest.Certificate{Names: []string{"authelia"}, Client: true})
	for _, protocols := range []string{"TLSv1.2", "TLSv1.3"} {
		t.Run(protocols, func(t *testing.T) {
			server := redistest.Start(t, redistest.Options{Password: password,
				TLS: &redistest.TLS{ClientCertificates: "yes", Protocols: protocols}})
			target := at(server)
			target.TLS = &TLS{CertificatesDirectory: directory(t, server.CA)}
			wantFail(t, try(t, target), StepTLS, "C09")

			target.TLS.Certificate, target.TLS.PrivateKey = stranger.Certificate, stranger.Key
			if fault := wantFail(t, try(t, target), StepTLS, "C09"); !strings.Contains(fault.Message, "does not accept") {
				t.Errorf("message %q does not say that the certificate was refused", fault.Message)
			}

			target.TLS.Certificate = server.ClientCertificate
			wantFail(t, try(t, target), StepTLS, "C10")

			target.TLS.PrivateKey = server.ClientKey
			wantVerdict(t, try(t, target), Pass)
		})
	}
}
