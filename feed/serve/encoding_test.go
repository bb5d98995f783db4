package serve

import (
	"bytes"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func TestCompress(t *testing.T) {
	plain := []byte(strings.Repeat("Bonjour, ", 500))
	for e, decompress := range map[encoding]func([]byte) string{
		gzipEncoding: func(b []byte) string { return unzipped(t, b) },
		zstdEncoding: func(b []byte) string {
			z, err := zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			defer z.Close()
			return read(t, z)
		},
		brotliEncoding: func(b []byte) string { return read(t, brotli.NewReader(bytes.NewReader(b))) },
	} {
		first, err := compress(plain, e)
		if err != nil {
			t.Fatal(err)
		}
		second, err := compress(plain, e)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: different bytes the second time, %v", contentEncodings[e], err)
		}
		if decompress(first) != string(plain) || len(first) >= len(plain) {
			t.Errorf("%s: %d bytes of %d, or they decompress wrongly", contentEncodings[e], len(first), len(plain))
		}
		if noise, err := compress([]byte{1, 2, 3}, e); noise != nil || err != nil {
			t.Errorf("%s makes three bytes %d, %v", contentEncodings[e], len(noise), err)
		}
	}
}

func FuzzChooseEncoding(f *testing.F) {
	f.Add("br, gzip;q=0.5, *;q=0.1")
	f.Add("identity;q=0, x-gzip")
	d := &document{has: [encodings]bool{true, true, true, true}}
	f.Fuzz(func(t *testing.T, header string) {
		e := d.chooseEncoding([]string{header})
		if q := parseAcceptEncoding(header); e != identity && q[e] <= 0 {
			t.Errorf("%q: %s is chosen, which is refused", header, contentEncodings[e])
		}
	})
}
