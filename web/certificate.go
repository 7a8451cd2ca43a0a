package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery is how often, at most, the files of a certificate are looked at.
const lookEvery = time.Second

// keyPair is the server's certificate and its key, in two files that may be
// replaced while it serves. The next handshake after that shows the new one;
// connections that are open go on. While the files do not fit together, as when
// only one of them has been replaced yet, the old pair stays.
type keyPair struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time

	mutex       sync.Mutex
	looked      time.Time
	loaded      version // of the files that certificate is from
	complaint   string  // the last one, of files that cannot be used
	certificate *tls.Certificate
}

// version tells two states of the files apart without reading them.
type version [2]struct {
	changed time.Time
	size    int64
}

// loadKeyPair reads the pair for the first time, when there is no old one to
// keep.
func loadKeyPair(certFile, keyFile string, log *slog.Logger) (*keyPair, error) {
	k := &keyPair{certFile: certFile, keyFile: keyFile, log: log, now: time.Now}
	k.looked = k.now()
	found, err := k.look()
	if err == nil {
		err = k.load(found)
	}
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return k, nil
}

// config is for servers of nothing older than TLS 1.2 (RFC 8996).
func (k *keyPair) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: k.get}
}

// get gives the certificate for a handshake.
func (k *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if now := k.now(); now.Sub(k.looked) >= lookEvery {
		k.looked = now
		k.refresh()
	}
	return k.certificate, nil
}

// refresh loads the files again if they have changed. What is wrong with them
// is said once.
func (k *keyPair) refresh() {
	found, err := k.look()
	if err == nil {
		if found == k.loaded {
			return
		}
		if err = k.load(found); err == nil {
			k.log.Info("the new certificate is in use", "expires", k.certificate.Leaf.NotAfter)
			return
		}
	}
	if complaint := err.Error(); complaint != k.complaint {
		k.complaint = complaint
		k.log.Warn("the new certificate cannot be used, so the old one stays", "error", complaint, "expires", k.certificate.Leaf.NotAfter)
	}
}

func (k *keyPair) look() (version, error) {
	var found version
	for i, file := range []string{k.certFile, k.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return version{}, err
		}
		found[i].changed, found[i].size = info.ModTime(), info.Size()
	}
	return found, nil
}

func (k *keyPair) load(found version) error {
	pair, err := tls.LoadX509KeyPair(k.certFile, k.keyFile)
	if err != nil {
		return err
	}
	k.certificate, k.loaded, k.complaint = &pair, found, ""
	return nil
}
