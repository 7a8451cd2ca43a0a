package redistest

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// KeyPair is a certificate (with the chain behind it, if any) and its private
// key, both PEM.
type KeyPair struct{ Certificate, Key string }

// Authority signs certificates for tests.
type Authority struct {
	KeyPair
	parent *x509.Certificate
	key    *ecdsa.PrivateKey
	// chain is the PEM of the authorities between this one and its root, this
	// one included; empty for a root.
	chain string
}

// Certificate says what a certificate is to hold.
type Certificate struct {
	// Subject is the common name. Default: the first of Names.
	Subject string
	// Names and Addresses become the subject alternative names.
	Names, Addresses []string
	// NotBefore and NotAfter default to an hour ago and in a year.
	NotBefore, NotAfter time.Time
	// Client makes it good for clients only; otherwise it is for servers and
	// clients both.
	Client bool
	// WithoutChain leaves out the intermediate authorities.
	WithoutChain bool
}

// NewAuthority makes a root of its own.
func NewAuthority(name string) *Authority { return newAuthority(name, nil) }

// Intermediate makes an authority below a.
func (a *Authority) Intermediate(name string) *Authority { return newAuthority(name, a) }

func newAuthority(name string, above *Authority) *Authority {
	key := newKey()
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(2, 0, 0),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}
	parent, parentKey := template, key
	if above != nil {
		parent, parentKey = above.parent, above.key
	}
	der := must(x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey))
	a := &Authority{KeyPair: encode(der, key), parent: must(x509.ParseCertificate(der)), key: key}
	if above != nil {
		a.chain = a.KeyPair.Certificate + above.chain
	}
	return a
}

// Issue signs a certificate.
func (a *Authority) Issue(c Certificate) *KeyPair {
	key := newKey()
	pair := sign(c.template(), a.parent, key, a.key)
	if !c.WithoutChain {
		pair.Certificate += a.chain
	}
	return pair
}

// SelfSigned makes a certificate that vouches for itself.
func SelfSigned(c Certificate) *KeyPair {
	key := newKey()
	template := c.template()
	return sign(template, template, key, key)
}

func sign(template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *KeyPair {
	pair := encode(must(x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)), key)
	return &pair
}

func (c Certificate) template() *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: c.Subject},
		NotBefore: cmp.Or(c.NotBefore, time.Now().Add(-time.Hour)), NotAfter: cmp.Or(c.NotAfter, time.Now().AddDate(1, 0, 0)), DNSNames: c.Names,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if c.Subject == "" && len(c.Names) > 0 {
		template.Subject.CommonName = c.Names[0]
	}
	if c.Client {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	for _, address := range c.Addresses {
		template.IPAddresses = append(template.IPAddresses, net.ParseIP(address))
	}
	return template
}

func newKey() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }

func serial() *big.Int { return must(rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))) }

func encode(der []byte, key *ecdsa.PrivateKey) KeyPair {
	secret := must(x509.MarshalPKCS8PrivateKey(key))
	return KeyPair{
		Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		Key:         string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})),
	}
}

// must is for what fails only when the machine has no randomness, disk or port left.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
