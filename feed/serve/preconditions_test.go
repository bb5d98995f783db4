package serve

import (
	"strings"
	"testing"
)

func FuzzConditions(f *testing.F) {
	f.Add(`W/"a", "b"`, "gzip;q=0.5, *;q=0")
	f.Fuzz(func(t *testing.T, list, accept string) {
		if matches(list, `"x"`, false) && !strings.Contains(list, `"x"`) && strings.TrimSpace(list) != "*" {
			t.Errorf("%q matches", list)
		}
		parseAcceptEncoding(accept)
	})
}
