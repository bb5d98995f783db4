package serve

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// faults.md 58: ten thousand silent connections take bounded memory, and the next client is
// answered.
func TestIdleConnections(t *testing.T) {
	const limit = 500
	synctest.Test(t, func(t *testing.T) {
		network, end := serveOver(t, server(t, sample(), "/"), limit)
		defer end()
		var before, after runtime.MemStats
		idle := make([]net.Conn, 0, 10_000)
		for range 10_000 {
			idle = append(idle, network.dial())
			if len(idle) == limit {
				synctest.Wait()
				runtime.ReadMemStats(&before)
			}
		}
		synctest.Wait()
		runtime.ReadMemStats(&after)
		if grown := int64(after.StackInuse+after.HeapInuse) - int64(before.StackInuse+before.HeapInuse); grown > 64<<20 {
			t.Errorf("%d MiB more after 10,000 connections than after %d", grown>>20, limit)
		}
		open := 0
		for _, c := range idle {
			_ = c.SetReadDeadline(time.Now().Add(time.Millisecond))
			if _, err := c.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				open++
			}
		}
		if open != limit {
			t.Errorf("%d are open, want %d", open, limit)
		}
		c := network.dial()
		go func() { _, _ = io.WriteString(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\n\r\n") }()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%v, %v", resp, err)
		}
		for _, c := range append(idle, c) {
			c.Close()
		}
	})
}

// If no connection is idle, the one that has been active longest is closed.
func TestActiveConnections(t *testing.T) {
	const limit = 20
	files, p := onDisk(t, 4<<20)
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		s.Swap(files, p.m, siteAt("/"))
		network, end := serveOver(t, s, limit)
		defer end()
		var busy []net.Conn
		for range 2 * limit {
			c := network.dial()
			if _, err := io.WriteString(c, "GET /large.mp3 HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil { // and reads nothing
				t.Fatal(err)
			}
			synctest.Wait()
			busy = append(busy, c)
		}
		c := network.dial()
		go func() { _, _ = io.WriteString(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\n\r\n") }()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%v, %v", resp, err)
		}
		if _, err := io.ReadFull(busy[0], make([]byte, 1<<20)); err == nil {
			t.Error("the first connection is still open")
		}
		for _, c := range append(busy, c) {
			c.Close()
		}
	})
}
