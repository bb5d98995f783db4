//go:build e2e

package s3test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// StartReal starts versitygw, an S3 server of others over a folder, sets the credentials for it in the
// environment, and returns its URL. It has one bucket, named "bucket".
func StartReal(t *testing.T) (endpoint string) {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		t.Fatal("versitygw is missing: .ci/run installs it")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	listener.Close()
	dir := t.TempDir()
	for _, name := range []string{"data/bucket", "sidecar"} { // the sidecar must not lie in the data
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const key, secret = "key", "secret-of-the-test"
	cmd := exec.Command(program, "--port", addr, "--access", key, "--secret", secret, "--quiet", "posix", "--sidecar", filepath.Join(dir, "sidecar"), filepath.Join(dir, "data"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); _ = cmd.Wait() })
	t.Setenv("AWS_ACCESS_KEY_ID", key)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get("http://" + addr)
		if err == nil {
			resp.Body.Close()
			http.DefaultClient.CloseIdleConnections()
			return "http://" + addr
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
