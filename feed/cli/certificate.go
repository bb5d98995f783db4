package cli

import (
	"context"
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed/build"
)

// certificate is that of HTTPS, read again when its files change. All methods may be called on
// nil, which is no HTTPS.
type certificate struct {
	cert, key string // files
	pair      atomic.Pointer[tls.Certificate]

	mu    sync.Mutex
	stamp [2]fileStamp // of the files that were read last
}

// fileStamp is what a file is known again by.
type fileStamp struct {
	size     int64
	modified time.Time
}

// readTLS reads the certificate and its key, before anything is built.
func (a *app) readTLS() error {
	cert, key := a.settings.tlsCert, a.settings.tlsKey
	if cert == "" && key == "" {
		return nil
	}
	if cert == "" || key == "" {
		return build.Misused("give both", "--tls-cert and --tls-key go together")
	}
	c := &certificate{cert: cert, key: key}
	if err := c.read(); err != nil {
		return build.Misused("give the files of a certificate and of its key, in PEM", "reading the certificate: %w", err)
	}
	a.certificate = c
	return nil
}

// read reads both files. After an error the pair is what it was.
func (c *certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err == nil {
		c.pair.Store(&pair)
	}
	return err
}

// config is that of a server that always has the last pair.
func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.pair.Load(), nil }}
}

// renew reads the files again if they have changed. A pair that cannot be used is told once, and
// the old one stays.
func (c *certificate) renew(log *slog.Logger) {
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

// watch renews the certificate when its files change, until ctx is done.
func (c *certificate) watch(ctx context.Context, every time.Duration, log *slog.Logger) {
	if c == nil {
		return
	}
	c.renew(log)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			c.renew(log)
		}
	}
}

func stampOf(name string) fileStamp {
	info, err := os.Stat(name)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.Size(), info.ModTime()}
}
