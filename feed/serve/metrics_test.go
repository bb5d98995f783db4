package serve

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The response to a HEAD is counted, although it writes no body.
func TestHeadIsCounted(t *testing.T) {
	metrics := NewMetrics()
	h := HTTPConfig{Log: quiet(), Metrics: metrics, MaxConnections: 1}.Server(server(t, sample(), "/")).Handler
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("HEAD", "/atom.xml", nil))
	w := httptest.NewRecorder()
	metrics.handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if want := `fil_requests_total{feed="atom.xml",status="200"} 1`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("no %s in %s", want, w.Body)
	}
}

// Day has the requests of the last 24 hours, and none that are older. The number of labels is limited.
func TestMetrics(t *testing.T) {
	s, now := NewMetrics(), time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	s.record("atom.xml", 200, 100, 100, now.Add(-25*time.Hour))
	for i := range 6 {
		s.record("atom.xml", []int{200, 304, 304}[i%3], 0, 100, now.Add(-time.Duration(i)*time.Hour))
	}
	day := s.lastDay(now)
	if day.Requests != 6 || day.NotModified != 4 || day.Share() != 66 || len(day.Bars) != 6 || day.Bars[5].At != slots-1 {
		t.Errorf("%+v", day)
	}
	for i := range 2 * maxLabels {
		s.record(fmt.Sprintf("tags/%d/atom.xml", i), 200, 1, 1, now)
	}
	if len(s.feeds) != maxLabels {
		t.Errorf("%d labels", len(s.feeds))
	}
}

// The subscribers and downloads of the day are metrics.
func TestReadersMetrics(t *testing.T) {
	m := NewMetrics()
	m.AddReaders(func() ([]Subscribers, int) { return []Subscribers{{"atom.xml", "Feedly", 42}}, 7 })
	w := httptest.NewRecorder()
	m.handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	for _, want := range []string{`fil_subscribers{feed="atom.xml",reader="Feedly"} 42`, "fil_downloads 7"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
}
