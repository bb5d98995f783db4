package bucket

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// head is the content of the object that commits a publication. It is replaced as a whole, and says
// which files there are: the manifest is the blob base, if there is one, followed by log. As text:
//
//	fil-bucket 1
//	writer NONCE
//	base HASH
//	plain true
//	write "NAME"
//	delete TIME "KEY"
//	.
//	(log)
//
// with a line write for each pending name, and a line delete for each unused object.
type head struct {
	// writer identifies the write of this head, so that a publisher recognizes its own.
	writer string
	// base is the hash of the blob with the beginning of the manifest's log, "" if log is all of it.
	base string
	// plain says that files are also written under their public names.
	plain bool
	// pending are names whose public objects may be of this publication or of the next one, because a
	// publisher is writing them, or ended while it did.
	pending []string
	// unused are the keys of objects that no file is in any more, and when they may be deleted.
	unused map[string]time.Time
	// log is the manifest's log, from the end of base on.
	log []byte
}

const headHeader = "fil-bucket 1\n"

// errHead is the error of a head that cannot be read.
var errHead = errors.New("the record of the publication cannot be read: it was written by a newer fil, or by another program")

func (h *head) encode() []byte {
	b := fmt.Appendf(nil, "%swriter %s\nbase %s\nplain %t\n", headHeader, h.writer, h.base, h.plain)
	for _, name := range h.pending {
		b = fmt.Appendf(b, "write %q\n", name)
	}
	for _, key := range slices.Sorted(maps.Keys(h.unused)) {
		b = fmt.Appendf(b, "delete %s %q\n", h.unused[key].UTC().Format(time.RFC3339), key)
	}
	return append(append(b, ".\n"...), h.log...)
}

// readHead reads what encode wrote. It ignores lines that it does not know.
func readHead(data []byte) (*head, error) {
	rest, found := bytes.CutPrefix(data, []byte(headHeader))
	if !found {
		return nil, errHead
	}
	h := &head{unused: map[string]time.Time{}}
	for {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		if !found {
			return nil, errHead
		}
		rest = after
		if string(line) == "." {
			h.log = rest
			return h, nil
		}
		if err := h.readLine(string(line)); err != nil {
			return nil, errors.Join(errHead, err)
		}
	}
}

func (h *head) readLine(line string) (err error) {
	word, value, _ := strings.Cut(line, " ")
	switch word {
	case "writer":
		h.writer = value
	case "base":
		h.base = value
		if value != "" && !isHash(value) {
			return fmt.Errorf("base %q is no hash", value)
		}
	case "plain":
		h.plain, err = strconv.ParseBool(value)
	case "write":
		var name string
		name, err = strconv.Unquote(value)
		h.pending = append(h.pending, name)
	case "delete":
		at, quoted, _ := strings.Cut(value, " ")
		var key string
		key, err = strconv.Unquote(quoted)
		if err == nil {
			h.unused[key], err = time.Parse(time.RFC3339, at)
		}
	}
	return err
}
