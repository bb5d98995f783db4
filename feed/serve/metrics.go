package serve

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Seen counts what is asked for and answered, for a Prometheus and for whoever runs the
// site. It is safe for several goroutines.
type Seen struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	runs        *prometheus.CounterVec
	sent, saved prometheus.Counter

	mu    sync.Mutex
	feeds map[string]bool // that have a label of their own
	day   [slots]slot
}

// The last day is counted in slots of ten minutes.
const (
	slotTime = 10 * time.Minute
	slots    = int(24 * time.Hour / slotTime)
)

// slot is what was asked for in ten minutes.
type slot struct {
	begins                int64 // the slot's number since 1970
	requests, notModified int
}

// maxLabels is how many feeds have a label of their own: a metric for each of ten thousand
// tags would be of use to nobody.
const maxLabels = 200

// NewSeen returns a Seen that has seen nothing.
func NewSeen() *Seen {
	s := &Seen{registry: prometheus.NewRegistry(), feeds: map[string]bool{}}
	s.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fil_requests_total", Help: "Requests by feed, empty for all else, and by status."}, []string{"feed", "status"})
	s.sent = prometheus.NewCounter(prometheus.CounterOpts{Name: "fil_sent_bytes_total", Help: "Bytes of content that were sent."})
	s.saved = prometheus.NewCounter(prometheus.CounterOpts{Name: "fil_saved_bytes_total", Help: "Bytes of content that a 304 spared."})
	s.runs = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fil_runs_total", Help: "Runs by what came of them: published, unchanged or failed."}, []string{"result"})
	s.registry.MustRegister(s.requests, s.sent, s.saved, s.runs)
	return s
}

// Gauge adds a number that is read when somebody asks.
func (s *Seen) Gauge(name, help string, read func() float64) {
	s.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Run counts one run by what came of it: published, unchanged or failed.
func (s *Seen) Run(result string) { s.runs.WithLabelValues(result).Inc() }

// note counts one answer. feed is "" for what is no feed; size is what the whole would
// have been.
func (s *Seen) note(feed string, status int, sent, size int64, now time.Time) {
	s.mu.Lock()
	if feed != "" && !s.feeds[feed] {
		if len(s.feeds) < maxLabels {
			s.feeds[feed] = true
		} else {
			feed = "others"
		}
	}
	n := now.Unix() / int64(slotTime/time.Second)
	at := &s.day[n%int64(slots)]
	if at.begins != n {
		*at = slot{begins: n}
	}
	at.requests++
	if status == http.StatusNotModified {
		at.notModified++
	}
	s.mu.Unlock()
	s.requests.WithLabelValues(feed, strconv.Itoa(status)).Inc()
	s.sent.Add(float64(sent))
	if status == http.StatusNotModified {
		s.saved.Add(float64(size))
	}
}

// Day is what was asked for in the last day.
type Day struct {
	Requests, NotModified int
	// Bars are ten minutes each, the oldest first.
	Bars []Bar
}

// Bar is a part of a chart, in parts of a hundred of the highest.
type Bar struct{ At, All, NotModified int }

// day sums up the last day.
func (s *Seen) sum(now time.Time) Day {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, most := now.Unix()/int64(slotTime/time.Second), 1
	var day Day
	for _, at := range s.day {
		if at.begins > last-int64(slots) {
			day.Requests, day.NotModified, most = day.Requests+at.requests, day.NotModified+at.notModified, max(most, at.requests)
		}
	}
	for i := range slots {
		n := last - int64(slots) + 1 + int64(i)
		if at := s.day[n%int64(slots)]; at.begins == n && at.requests > 0 {
			day.Bars = append(day.Bars, Bar{i, max(1, 100*at.requests/most), 100 * at.notModified / most})
		}
	}
	return day
}

// Share is how many of a hundred requests were answered 304.
func (d Day) Share() int {
	if d.Requests == 0 {
		return 0
	}
	return 100 * d.NotModified / d.Requests
}

func (s *Seen) metrics() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})
}
