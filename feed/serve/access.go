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

// AccessLog writes one line per response, in Apache's combined format or as JSON. It writes at
// most maxLines of them a second and drops the rest, so that a flood of requests does not fill
// the disk with log lines. It is safe for concurrent use.
type AccessLog struct {
	out      *LogQueue
	json     bool
	clientOf func(*http.Request) netip.Addr

	mu     sync.Mutex
	second int64 // Unix time of the second in which lines are counted
	lines  int   // in that second, dropped ones too
}

// maxLines is how many lines are written in one second.
const maxLines = 500

// NewAccessLog returns an AccessLog that writes to out, as JSON or in the combined format.
// clientOf returns the address of the client that sent a request, as [Server.Client] does.
func NewAccessLog(out *LogQueue, asJSON bool, clientOf func(*http.Request) netip.Addr) *AccessLog {
	return &AccessLog{out: out, json: asJSON, clientOf: clientOf}
}

// access is the JSON form of a line.
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

// record writes or drops the line of one response.
func (l *AccessLog) record(r *http.Request, status int, sent int64, began, now time.Time) {
	line := access{began, l.clientOf(r).String(), r.Method, r.RequestURI, r.Proto, status, sent, now.Sub(began).Seconds(), r.Referer(), r.UserAgent()}
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := now.Unix(); second != l.second {
		l.second, l.lines = second, 0
	}
	l.lines++
	if l.lines > maxLines {
		l.out.Drop()
		return
	}
	_, _ = l.out.Write(append(l.format(line), '\n')) // fails only after LogQueue.Close
}

// format returns the line without its line feed. Texts that the client has sent are quoted: a
// line feed in them must not forge a line of the log.
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
