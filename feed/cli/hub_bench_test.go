package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fil/feed/memory"
	"fil/feed/websub"
)

// BenchmarkSubscribers measures how long it takes to tell 10,000 subscribers of a feed of 200 KB, with signatures, while
// 100,000 subscriptions are stored, and the most memory that is in use meanwhile (with -short: a tenth). They are at 250
// addresses of this machine.
func BenchmarkSubscribers(b *testing.B) {
	const topic, hosts = "https://fil.example/atom.xml", 250
	told, all := 10_000, 100_000
	if testing.Short() {
		told, all = told/10, all/10
	}
	done := make(chan struct{}, 1) // has a value when all were told
	port := serveSubscribers(b)
	m, _, err := memory.Open(b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	storeSubscriptions(b, m, topic, told, all, func(i int) string { return fmt.Sprintf("http://127.0.1.%d:%s/%d", 1+i%hosts, port, i) })
	var stored atomic.Pointer[memory.Memory]
	stored.Store(m)
	var answered atomic.Int64
	body := bytes.Repeat([]byte("0123456789"), 20<<10)
	s := websub.New(slog.New(slog.DiscardHandler), nil, ledger{&stored}, websub.Options{Private: func() bool { return true }, Subscriptions: subscriptions{&stored},
		Document: func(string) (websub.Document, error) {
			return websub.Document{Body: body, Type: "application/atom+xml"}, nil
		},
		Done: func(r websub.Result) {
			if r.Err != nil {
				b.Error(r.Err)
			}
			if answered.Add(1)%int64(told) == 0 {
				done <- struct{}{}
			}
		}})
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	runtime.GC()
	peak := uint64(0)
	for n := 0; b.Loop(); n++ {
		a := websub.Announcement{Topics: map[string]string{topic: fmt.Sprint("v", n)}, Subscribers: convert(m.Subscribers([]string{topic}), toSubscription)}
		pings, err := m.Unnotified(convert(a.Pings(time.Now()), toRecord))
		if err == nil {
			err = m.AddOwed(pings)
		}
		if err != nil || len(pings) != told {
			b.Fatal(len(pings), err)
		}
		s.Add(convert(pings, toPing))
		for all := false; !all; {
			select {
			case <-done:
				all = true
			case <-time.After(5 * time.Millisecond): // to look at the memory
			}
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapInuse)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}

// serveSubscribers answers what subscribers are sent, at any address of 127.0.0.0/8, and returns the port.
func serveSubscribers(b *testing.B) (port string) {
	b.Helper()
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	})}
	go func() { _ = server.Serve(listener) }() // until Close
	b.Cleanup(func() { server.Close() })
	_, port, _ = net.SplitHostPort(listener.Addr().String())
	return port
}

// storeSubscriptions stores subscriptions: the first told of them to a topic, the rest to a thousand other topics.
func storeSubscriptions(b *testing.B, m *memory.Memory, topic string, told, all int, callback func(i int) string) {
	b.Helper()
	began := time.Now()
	for i := range all {
		at := topic
		if i >= told {
			at = fmt.Sprintf("https://fil.example/tags/%d/atom.xml", i%1000)
		}
		s := memory.Subscription{Kind: string(websub.Delivery), Topic: at, Callback: callback(i), Secret: strings.Repeat("s", 40), Expires: time.Now().Add(time.Hour)}
		if err := m.Subscribe(s, "1"); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d subscriptions were stored in %v", all, time.Since(began).Round(time.Millisecond))
}
