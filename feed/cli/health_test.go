package cli

import (
	"strings"
	"testing"
)

// fil health has exit status 0 if fil serve is ready, 1 if it is not reached, 2 for a wrong address.
func TestHealth(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	addr := strings.TrimPrefix(p.base, "http://")
	_, port, _ := strings.Cut(addr, ":")
	for addr, want := range map[string]int{addr: 0, ":" + port: 0, "0.0.0.0:" + port: 0, "127.0.0.1:1": 1, "nonsense": 2} {
		if status := fil(t, dir, "health", "--addr", addr); status != want {
			t.Errorf("fil health --addr %s: exit status %d, want %d", addr, status, want)
		}
	}
}
