package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fil/feed/serve"
)

// faults.md 84: a renewed certificate is used. If the new one is broken, the previous one stays in use,
// and that is logged once.
func TestCertificateRenewed(t *testing.T) {
	dir := t.TempDir()
	a := testApp()
	a.settings.tlsCert, a.settings.tlsKey = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	write := func(cert, key []byte) {
		t.Helper()
		at = at.Add(time.Hour)
		for name, data := range map[string][]byte{a.settings.tlsCert: cert, a.settings.tlsKey: key} {
			if err := errors.Join(os.WriteFile(name, data, 0o600), os.Chtimes(name, at, at)); err != nil {
				t.Fatal(err)
			}
		}
	}
	name := func() string {
		t.Helper()
		pair, err := a.certificate.TLSConfig().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.Subject.CommonName
	}
	write(newCertificate(t, "one"))
	if err := a.readTLS(); err != nil || name() != "one" {
		t.Fatal(err)
	}
	a.certificate.Renew(logger)
	if log.Len() > 0 {
		t.Errorf("nothing has changed: %s", &log)
	}
	write(newCertificate(t, "two"))
	a.certificate.Renew(logger)
	if name() != "two" || !strings.Contains(log.String(), "renewed") {
		t.Errorf("%s: %s", name(), &log)
	}
	cert, _ := newCertificate(t, "three")
	_, key := newCertificate(t, "four")
	write(cert, key)
	log.Reset()
	a.certificate.Renew(logger)
	a.certificate.Renew(logger)
	if name() != "two" || strings.Count(log.String(), "cannot be read") != 1 {
		t.Errorf("%s: %s", name(), &log)
	}
	var none *serve.Certificate
	none.Renew(logger)
}

func testApp() *app { return &app{clock: time.Now} }

// newCertificate returns a certificate for a common name, and its key, in PEM.
func newCertificate(t *testing.T, name string) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}
