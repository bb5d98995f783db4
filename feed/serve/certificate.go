package serve

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Certificate is the certificate of an HTTPS server, which is read again when its files change. Renew
// may be called on nil, and does nothing then.
type Certificate struct {
	cert, key string // files
	pair      atomic.Pointer[tls.Certificate]

	mu    sync.Mutex
	stamp [2]fileStamp // of cert and key, when they were read last
}

// fileStamp tells whether a file has changed.
type fileStamp struct {
	size     int64
	modified time.Time
}

// OpenCertificate reads a certificate and its private key from PEM files.
func OpenCertificate(cert, key string) (*Certificate, error) {
	c := &Certificate{cert: cert, key: key}
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("reading the certificate: %w", err)
	}
	return c, nil
}

// read reads both files. After an error the previous pair stays in use.
func (c *Certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err == nil {
		c.pair.Store(&pair)
	}
	return err
}

// TLSConfig returns the configuration of a server that uses the certificate that was read last.
func (c *Certificate) TLSConfig() *tls.Config {
	return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.pair.Load(), nil }}
}

// Renew reads the files again if they have changed. An unusable pair is logged once, and the previous
// one stays in use.
func (c *Certificate) Renew(log *slog.Logger) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := [2]fileStamp{stampOf(c.cert), stampOf(c.key)}
	if now == c.stamp {
		return
	}
	first := c.stamp == [2]fileStamp{}
	c.stamp = now
	if err := c.read(); err != nil {
		log.Error("the certificate cannot be read; the one before stays", "error", err)
	} else if !first {
		log.Info("the certificate was renewed", "file", c.cert)
	}
}

func stampOf(name string) fileStamp {
	info, err := os.Stat(name)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.Size(), info.ModTime()}
}
