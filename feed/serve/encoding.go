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

// encoding is a content coding (RFC 9110 §8.4.1), in ascending order of compression.
type encoding int

const (
	identity encoding = iota // not compressed
	gzipEncoding
	zstdEncoding
	brotliEncoding
	encodings // the number of encodings
)

var (
	// contentEncodings are the values of Content-Encoding.
	contentEncodings = [encodings][]string{gzipEncoding: {"gzip"}, zstdEncoding: {"zstd"}, brotliEncoding: {"br"}}
	// tagSuffixes end the entity tag of a file that is compressed at the first request.
	tagSuffixes = [encodings]string{gzipEncoding: "-gz", zstdEncoding: "-zstd", brotliEncoding: "-br"}
)

func (e encoding) tagSuffix() string { return tagSuffixes[e] }

// maxCached is the size of the largest file that is cached in memory, and compressed on request.
const maxCached = 1 << 20

// isCompressible reports whether a file is worth compressing: text is; pictures, sound and film
// are compressed already.
func isCompressible(f manifest.File) bool {
	base, _, _ := strings.Cut(f.Type, ";")
	return f.Size <= maxCached && f.Size > 256 && (strings.HasPrefix(base, "text/") || strings.HasSuffix(base, "xml") || strings.HasSuffix(base, "json") ||
		base == "application/yaml" || base == "application/wasm" || base == "image/x-icon" || strings.HasPrefix(base, "font/ttf"))
}

// chooseEncoding chooses the encoding of a response from the values of Accept-Encoding
// (RFC 9110 §12.5.3): the one with the highest weight and, among those of equal weight, the one
// that compresses best. If the client accepts none of them, the document is sent uncompressed,
// which is of more use to it than a 406.
func (d *document) chooseEncoding(headers []string) encoding {
	switch {
	case len(headers) == 0:
		return identity
	case d.zipped.Name != "" && len(headers) == 1 && headers[0] == "gzip": // what most readers send: no need to parse it
		return gzipEncoding
	}
	weights := parseAcceptEncoding(strings.Join(headers, ","))
	best := identity
	for e := gzipEncoding; e < encodings; e++ {
		if d.has[e] && !d.incompressible[e].Load() && weights[e] > 0 && weights[e] >= weights[best] {
			best = e
		}
	}
	return best
}

// parseAcceptEncoding returns the weight of each encoding, 0 for one that must not be sent.
// Encodings that the header does not name have the weight of "*", or 0 if there is none. Identity
// is acceptable unless it is refused by name or by "*;q=0"; if it is not named, its weight is
// lower than any that a client sends.
func parseAcceptEncoding(header string) (weights [encodings]float64) {
	star, named := -1.0, [encodings]bool{}
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		weight := parseQuality(params)
		e := identity
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			e = gzipEncoding
		case "zstd":
			e = zstdEncoding
		case "br":
			e = brotliEncoding
		case "identity":
		case "*":
			star = weight
			continue
		default:
			continue
		}
		weights[e], named[e] = weight, true
	}
	for e := range weights {
		switch {
		case named[e]:
		case star >= 0:
			weights[e] = star
		case encoding(e) == identity:
			weights[e] = 0.0001 // a qvalue has at most three decimals (RFC 9110 §12.4.2)
		}
	}
	return weights
}

// parseQuality returns the weight in the parameters of a list element (RFC 9110 §12.4.2), 1 if
// there is none or it is invalid.
func parseQuality(params string) float64 {
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

// zstdEncoder returns the one zstd encoder of the process: EncodeAll may be called concurrently.
var zstdEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
})

// compress returns the compressed bytes, nil if they are not fewer than the plain ones. The result
// is cached and sent many times, so that a slow level pays.
func compress(plain []byte, e encoding) ([]byte, error) {
	const brotliLevel, gzipLevel = 6, 6
	var b bytes.Buffer
	var w io.WriteCloser
	switch e {
	case brotliEncoding:
		w = brotli.NewWriterLevel(&b, brotliLevel)
	case gzipEncoding:
		z, err := gzip.NewWriterLevel(&b, gzipLevel)
		if err != nil {
			return nil, err
		}
		w = z
	case zstdEncoding:
		z, err := zstdEncoder()
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
