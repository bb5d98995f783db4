package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// AccessLog writes a line for each answer, in Apache's combined format or as JSON. Under a
// flood it writes some of them, and how many it has left out: a log must not become the
// next thing that fills the disk. Nor does anybody wait for it: while whoever takes the
// lines does not, they are left out.
type AccessLog struct {
	json bool
	who  func(*http.Request) netip.Addr
	// waiting are lines to be written, and written is closed when there will be no more.
	waiting chan []byte
	written chan struct{}

	mu            sync.Mutex
	closed        bool
	second        int64
	lines, missed int
}

// maxLines is how many lines are written in a second, and how many may wait.
const maxLines = 500

// NewAccessLog returns an AccessLog that writes to w, as JSON or in the combined format,
// until it is closed. who says from whom a request comes.
func NewAccessLog(w io.Writer, json bool, who func(*http.Request) netip.Addr) *AccessLog {
	l := &AccessLog{json: json, who: who, waiting: make(chan []byte, maxLines), written: make(chan struct{})}
	go func() {
		defer close(l.written)
		for line := range l.waiting {
			_, _ = w.Write(line) // nobody is told what cannot be told
		}
	}()
	return l
}

// Close writes what is waiting, for as long as ctx lasts. Answers are logged no longer.
func (l *AccessLog) Close(ctx context.Context) {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		l.tellMissed()
		close(l.waiting)
	}
	l.mu.Unlock()
	select {
	case <-l.written:
	case <-ctx.Done():
	}
}

// access is one line as JSON.
type access struct {
	Time      time.Time `json:"time"`
	Remote    string    `json:"remote"`
	Method    string    `json:"method"`
	URI       string    `json:"uri"`
	Protocol  string    `json:"protocol"`
	Status    int       `json:"status"`
	Bytes     int64     `json:"bytes"`
	Seconds   float64   `json:"seconds"`
	Referer   string    `json:"referer,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`
}

// note writes the line of one answer.
func (l *AccessLog) note(r *http.Request, status int, sent int64, began, now time.Time) {
	line := access{began, l.who(r).String(), r.Method, r.RequestURI, r.Proto, status, sent, now.Sub(began).Seconds(), r.Referer(), r.UserAgent()}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if second := now.Unix(); second != l.second {
		l.tellMissed()
		l.second, l.lines = second, 0
	}
	if l.lines++; l.lines > maxLines || !l.write(append(l.format(line), '\n')) {
		l.missed++
	}
}

// write has a line written, if there is room for it. l.mu is held.
func (l *AccessLog) write(line []byte) bool {
	select {
	case l.waiting <- line:
		return true
	default:
		return false
	}
}

// tellMissed says how many lines were left out. l.mu is held.
func (l *AccessLog) tellMissed() {
	if l.missed > 0 && l.write(fmt.Appendf(nil, "# %d lines were left out\n", l.missed)) {
		l.missed = 0
	}
}

// format is one line. What a client says of itself is quoted, so that it writes no lines of
// its own.
func (l *AccessLog) format(a access) []byte {
	if l.json {
		data, err := json.Marshal(a)
		if err != nil {
			return strconv.AppendQuote(nil, err.Error())
		}
		return data
	}
	b := fmt.Appendf(nil, "%s - - [%s] ", a.Remote, a.Time.Format("02/Jan/2006:15:04:05 -0700"))
	b = strconv.AppendQuote(b, a.Method+" "+a.URI+" "+a.Protocol)
	b = fmt.Appendf(b, " %d %d ", a.Status, a.Bytes)
	b = append(strconv.AppendQuote(b, orDash(a.Referer)), ' ')
	return strconv.AppendQuote(b, orDash(a.UserAgent))
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
