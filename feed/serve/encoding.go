package serve

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"fil/feed/manifest"
)

// encoding is a content coding (RFC 9110 §8.4.1), the best compressed last.
type encoding int

const (
	asIs encoding = iota
	asGzip
	asZstd
	asBrotli
	encodings
)

var (
	contentEncodings = [encodings][]string{asGzip: {"gzip"}, asZstd: {"zstd"}, asBrotli: {"br"}}
	suffixes         = [encodings]string{asGzip: "-gz", asZstd: "-zstd", asBrotli: "-br"}
)

func (e encoding) suffix() string { return suffixes[e] }

// maxHeld is the largest file that is held in memory, and compressed.
const maxHeld = 1 << 20

// squeezes reports whether a file is worth compressing: text is, and pictures are
// compressed already.
func squeezes(f manifest.File) bool {
	base, _, _ := strings.Cut(f.Type, ";")
	return f.Size <= maxHeld && f.Size > 256 && (strings.HasPrefix(base, "text/") || strings.HasSuffix(base, "xml") || strings.HasSuffix(base, "json") ||
		base == "application/yaml" || base == "application/wasm" || base == "image/x-icon" || strings.HasPrefix(base, "font/ttf"))
}

// choose chooses the encoding of an answer (RFC 9110 §12.5.3): the one that is liked
// best and, of those that are liked as well, the one that is shortest. Where nothing that
// there is may be sent, the document goes as it is: that is of more use than a 406.
func (d *document) choose(headers []string) encoding {
	switch {
	case len(headers) == 0:
		return asIs
	case d.zipped.Name != "" && len(headers) == 1 && headers[0] == "gzip": // what most readers say
		return asGzip
	}
	q := qualities(strings.Join(headers, ","))
	best := asIs
	for e := asGzip; e < encodings; e++ {
		if d.has[e] && !d.flat[e].Load() && q[e] > 0 && q[e] >= q[best] {
			best = e
		}
	}
	return best
}

// qualities reads Accept-Encoding: what weight each encoding has, 0 where it must not be
// sent. What is not named may not be, but for identity, which may unless it is refused.
func qualities(header string) (q [encodings]float64) {
	star, named := -1.0, [encodings]bool{}
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		weight := quality(params)
		e := asIs
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			e = asGzip
		case "zstd":
			e = asZstd
		case "br":
			e = asBrotli
		case "identity":
		case "*":
			star = weight
			continue
		default:
			continue
		}
		q[e], named[e] = weight, true
	}
	for e := range q {
		switch {
		case named[e]:
		case star >= 0:
			q[e] = star
		case encoding(e) == asIs:
			q[e] = 0.0001 // less than whatever is asked for
		}
	}
	return q
}

// quality reads a weight (RFC 9110 §12.4.2); one that is none counts as 1.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && q >= 0 && q <= 1 {
				return q
			}
		}
	}
	return 1
}

var zstandards = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
})

// squeeze compresses, once for many answers; nil where that makes it no smaller.
func squeeze(plain []byte, e encoding) ([]byte, error) {
	const brotliLevel, gzipLevel = 6, 6
	var b bytes.Buffer
	var w io.WriteCloser
	switch e {
	case asBrotli:
		w = brotli.NewWriterLevel(&b, brotliLevel)
	case asGzip:
		z, err := gzip.NewWriterLevel(&b, gzipLevel)
		if err != nil {
			return nil, err
		}
		w = z
	case asZstd:
		z, err := zstandards()
		if err != nil {
			return nil, err
		}
		if out := z.EncodeAll(plain, nil); len(out) < len(plain) {
			return out, nil
		}
		return nil, nil
	default:
		return plain, nil
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(plain) {
		return nil, nil
	}
	return bytes.Clone(b.Bytes()), nil
}
