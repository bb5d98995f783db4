package serve

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests and runs, for Prometheus and for the status page ([Admin]). It is safe
// for concurrent use.
type Metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.CounterVec
	runs        *prometheus.CounterVec
	sent, saved prometheus.Counter

	mu    sync.Mutex
	feeds map[string]bool // that have a label of their own
	day   [slots]slot     // a ring: the slot numbered n is day[n%slots]
}

// The last 24 hours are counted in slots of ten minutes.
const (
	slotTime = 10 * time.Minute
	slots    = int(24 * time.Hour / slotTime)
)

// slot counts the requests of ten minutes. If its number is not the one that its place in the ring
// should have now, the counts are of an earlier day and must be ignored.
type slot struct {
	number                int64 // Unix time divided by slotTime
	requests, notModified int
}

// maxLabels is how many feeds have a label of their own. Feeds beyond it share the label
// "others": a time series for each of ten thousand tags would cost memory and help no one.
const maxLabels = 200

// NewMetrics returns Metrics with all counts at zero, in a registry of its own.
func NewMetrics() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), feeds: map[string]bool{}}
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fil_requests_total", Help: "Requests by feed, empty for all else, and by status."}, []string{"feed", "status"})
	m.sent = prometheus.NewCounter(prometheus.CounterOpts{Name: "fil_sent_bytes_total", Help: "Bytes of content that were sent."})
	m.saved = prometheus.NewCounter(prometheus.CounterOpts{Name: "fil_saved_bytes_total", Help: "Bytes of content that a 304 spared."})
	m.runs = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fil_runs_total", Help: "Runs by what came of them: published, unchanged or failed."}, []string{"result"})
	m.registry.MustRegister(m.requests, m.sent, m.saved, m.runs)
	return m
}

// AddGauge adds a gauge whose value is read each time that metrics are collected.
func (m *Metrics) AddGauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// AddRuns adds gauges of the runs in a history.
func (m *Metrics) AddRuns(h *History) {
	m.AddGauge("fil_runs_kept", "Runs in the history, 50 at the most.", func() float64 { return float64(len(h.Runs())) })
	m.AddGauge("fil_last_run_problems", "Problems of the last run that found something to do.", func() float64 { return float64(len(h.Last().Problems)) })
	m.AddGauge("fil_last_run_failed", "1 if that run failed, else 0.", func() float64 {
		if h.Last().Error != "" {
			return 1
		}
		return 0
	})
	m.AddGauge("fil_last_run_seconds", "How long that run took.", func() float64 { return h.Last().Seconds })
	m.AddTime("fil_last_run_timestamp_seconds", "When that run began.", func() time.Time { return h.Last().At })
}

// Subscribers are those of one feed by one reader.
type Subscribers struct {
	Feed, Reader string
	Count        int
}

// AddReaders adds gauges of the subscribers and downloads of the present day. read is called each time that metrics
// are collected.
func (m *Metrics) AddReaders(read func() (subscribers []Subscribers, downloads int)) {
	m.registry.MustRegister(readersCollector{read,
		prometheus.NewDesc("fil_subscribers", "Subscribers today, by feed and by reader.", []string{"feed", "reader"}, nil),
		prometheus.NewDesc("fil_downloads", "Downloads of episodes today.", nil, nil)})
}

// readersCollector implements prometheus.Collector.
type readersCollector struct {
	read                   func() ([]Subscribers, int)
	subscribers, downloads *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c readersCollector) Describe(to chan<- *prometheus.Desc) {
	to <- c.subscribers
	to <- c.downloads
}

// Collect implements prometheus.Collector.
func (c readersCollector) Collect(to chan<- prometheus.Metric) {
	subscribers, downloads := c.read()
	for _, s := range subscribers[:min(len(subscribers), maxLabels)] {
		to <- prometheus.MustNewConstMetric(c.subscribers, prometheus.GaugeValue, float64(s.Count), s.Feed, s.Reader)
	}
	to <- prometheus.MustNewConstMetric(c.downloads, prometheus.GaugeValue, float64(downloads))
}

// AddTime adds a gauge of a time, in seconds since 1970, 0 for the zero time.
func (m *Metrics) AddTime(name, help string, read func() time.Time) {
	m.AddGauge(name, help, func() float64 {
		t := read()
		if t.IsZero() {
			return 0
		}
		return float64(t.UnixMilli()) / 1000
	})
}

// CountRun counts one run by its result: published, unchanged or failed.
func (m *Metrics) CountRun(result string) { m.runs.WithLabelValues(result).Inc() }

// record counts one response. feed is the feed's name in dist, "" for all else. size is that of
// the whole document, which a 304 has saved from being sent.
func (m *Metrics) record(feed string, status int, sent, size int64, now time.Time) {
	m.mu.Lock()
	if feed != "" && !m.feeds[feed] {
		if len(m.feeds) < maxLabels {
			m.feeds[feed] = true
		} else {
			feed = "others"
		}
	}
	n := now.Unix() / int64(slotTime/time.Second)
	current := &m.day[n%int64(slots)]
	if current.number != n {
		*current = slot{number: n}
	}
	current.requests++
	if status == http.StatusNotModified {
		current.notModified++
	}
	m.mu.Unlock()
	m.requests.WithLabelValues(feed, strconv.Itoa(status)).Inc()
	m.sent.Add(float64(sent))
	if status == http.StatusNotModified {
		m.saved.Add(float64(size))
	}
}

// Day sums up the requests of the last 24 hours.
type Day struct {
	Requests, NotModified int
	// Bars are ten minutes each, the oldest first. Those without requests are omitted.
	Bars []Bar
}

// Bar is one bar of the chart: At is its horizontal position, 0 for the oldest slot; All and
// NotModified are heights, in percent of the highest bar.
type Bar struct{ At, All, NotModified int }

// lastDay sums up the 24 hours before now.
func (m *Metrics) lastDay(now time.Time) Day {
	m.mu.Lock()
	defer m.mu.Unlock()
	last, highest := now.Unix()/int64(slotTime/time.Second), 1
	var day Day
	for _, s := range m.day {
		if s.number > last-int64(slots) {
			day.Requests += s.requests
			day.NotModified += s.notModified
			highest = max(highest, s.requests)
		}
	}
	for i := range slots {
		n := last - int64(slots) + 1 + int64(i)
		if s := m.day[n%int64(slots)]; s.number == n && s.requests > 0 {
			day.Bars = append(day.Bars, Bar{i, max(1, 100*s.requests/highest), 100 * s.notModified / highest})
		}
	}
	return day
}

// Share is the percentage of requests that were answered 304.
func (d Day) Share() int {
	if d.Requests == 0 {
		return 0
	}
	return 100 * d.NotModified / d.Requests
}

// handler serves the metrics in Prometheus' text format.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
