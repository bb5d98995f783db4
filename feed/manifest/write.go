package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Encode encodes the whole state as a log with a header and one batch.
func (m *Manifest) Encode() []byte {
	return m.Whole().Journal()
}

// Whole returns the change that makes m from an empty manifest.
func (m *Manifest) Whole() Change {
	return Change{Sequence: m.sequence, Put: slices.Collect(m.All()), Redirects: slices.Collect(m.Redirects())}
}

// Journal encodes the change as a log of its own, with a header and one batch.
func (c Change) Journal() []byte { return c.encode(header) }

// Encode encodes the change as a batch without the header, to be appended to a log.
// Manifest.Encode writes the beginning of a log.
func (c Change) Encode() []byte { return c.encode("") }

func (c Change) encode(head string) []byte {
	b := make([]byte, 0, len(head)+220*len(c.Put)+100*(len(c.Remove)+len(c.Redirects))+100)
	b = append(b, head...)
	for _, f := range c.Put {
		b = append(append(b, "+\t"...), f.Hash...)
		b = strconv.AppendInt(append(b, '\t'), f.Size, 10)
		b = f.Since.UTC().AppendFormat(append(b, '\t'), time.RFC3339)
		b = append(append(b, '\t'), orDash(f.Encoding)...)
		b = strconv.AppendQuote(append(b, '\t'), f.Type)
		b = append(strconv.AppendQuote(append(b, '\t'), f.Name), '\n')
	}
	for _, name := range c.Remove {
		b = append(strconv.AppendQuote(append(b, "-\t"...), name), '\n')
	}
	for _, r := range c.Redirects {
		b = strconv.AppendInt(append(b, ">\t"...), int64(r.Status), 10)
		b = strconv.AppendQuote(append(b, '\t'), r.From)
		b = append(strconv.AppendQuote(append(b, '\t'), r.To), '\n')
	}
	return fmt.Appendf(b, "=\t%d\t%s\n", c.Sequence, batchSum(b[len(head):], c.Sequence))
}

func batchSum(lines []byte, sequence int) string {
	h := sha256.New()
	h.Write(lines)
	h.Write([]byte(strconv.Itoa(sequence)))
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
