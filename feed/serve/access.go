package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// AccessLog writes a line for each answer, in Apache's combined format or as JSON. Under a
// flood it writes some of them: a log must not become the next thing that fills the disk.
type AccessLog struct {
	out  *Lines
	json bool
	who  func(*http.Request) netip.Addr

	mu     sync.Mutex
	second int64
	lines  int
}

// maxLines is how many lines are written in a second.
const maxLines = 500

// NewAccessLog returns an AccessLog that writes to out, as JSON or in the combined format.
// who says from whom a request comes.
func NewAccessLog(out *Lines, json bool, who func(*http.Request) netip.Addr) *AccessLog {
	return &AccessLog{out: out, json: json, who: who}
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
	if second := now.Unix(); second != l.second {
		l.second, l.lines = second, 0
	}
	if l.lines++; l.lines > maxLines {
		l.out.Miss()
		return
	}
	_, _ = l.out.Write(append(l.format(line), '\n')) // fails at the end alone
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
