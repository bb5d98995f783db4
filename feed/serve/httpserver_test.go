package serve

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a net.Listener of in-memory connections, so that the server can run in a synctest bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// serveOver serves h over pipes until end is called. It must be called in a synctest bubble.
func serveOver(t *testing.T, h http.Handler, connections int) (network *pipes, end func()) {
	t.Helper()
	network = newPipes()
	server := HTTPConfig{Log: quiet(), MaxConnections: connections}.Server(h)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(network)
	}()
	return network, func() {
		server.Close()
		<-ended
		time.Sleep(time.Second) // net/http waits before it closes a connection that it has refused
	}
}

// onDisk writes a publication to a folder. One of its files, of that size, is too large to be cached.
func onDisk(t *testing.T, size int) (fs.FS, publication) {
	t.Helper()
	dir := t.TempDir()
	p := published("large.mp3", strings.Repeat("0123456789abcdef", size/16), "atom.xml", "<feed/>")
	for name, f := range p.files {
		full := filepath.Join(dir, name)
		if err := os.WriteFile(full, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(full, since, since); err != nil {
			t.Fatal(err)
		}
	}
	return os.DirFS(dir), p
}

// faults.md 53: a client that sends its headers too slowly is disconnected.
func TestSlowHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := serveOver(t, server(t, sample(), "/"), 100)
		defer end()
		c := network.dial()
		began := time.Now()
		go func() {
			for _, b := range []byte("GET /atom.xml HTTP/1.1\r\nHost: fil.example\r\n" + strings.Repeat("X-A: b\r\n", 100)) {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		answer, _ := io.ReadAll(c)
		if took := time.Since(began); took > 11*time.Second || strings.Contains(string(answer), "200 OK") {
			t.Errorf("after %v: %q", took, answer)
		}
		c.Close()
	})
}

// faults.md 53: headers that are too long are refused.
func TestLongHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := serveOver(t, server(t, sample(), "/"), 100)
		defer end()
		c := network.dial()
		go func() {
			_, _ = fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("x", 20<<10))
		}()
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%v, %v", resp, err)
		}
		c.Close()
	})
}

// faults.md 53: a slow client that keeps reading gets a large file in full; one that has stopped
// reading is disconnected.
func TestSlowReader(t *testing.T) {
	const size = 4 << 20
	files, p := onDisk(t, size)
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		s.Swap(files, p.m, siteAt("/"))
		network, end := serveOver(t, s, 100)
		defer end()
		ask := func() (net.Conn, *http.Response) {
			c := network.dial()
			go func() { _, _ = io.WriteString(c, "GET /large.mp3 HTTP/1.1\r\nHost: x\r\n\r\n") }()
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			return c, resp
		}
		began := time.Now()
		c, resp := ask()
		var got int64
		for {
			n, err := io.CopyN(io.Discard, resp.Body, 12<<10) // 12 KiB a second
			got += n
			if err != nil {
				break
			}
			time.Sleep(time.Second)
		}
		if took := time.Since(began); got != size || took < 5*time.Minute {
			t.Errorf("%d bytes of %d after %v", got, size, took)
		}
		c.Close()
		c = network.dial()
		_, _ = io.WriteString(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\n\r\n")
		time.Sleep(5 * time.Minute) // reads nothing of a small answer
		if n, err := io.Copy(io.Discard, c); n > 0 || err != nil {
			t.Errorf("a client that does not read was sent %d bytes, %v", n, err)
		}
		c.Close()
		c, resp = ask()
		time.Sleep(5 * time.Minute) // reads nothing
		if n, err := io.Copy(io.Discard, resp.Body); err == nil || n > chunkSize {
			t.Errorf("a client that does not read was sent %d bytes, %v", n, err)
		}
		c.Close()
	})
}

// faults.md 53: a client that announces a body and does not send it is disconnected.
func TestMissingRequestBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := serveOver(t, server(t, sample(), "/"), 10)
		defer end()
		c := network.dial()
		began := time.Now()
		go func() { _, _ = io.WriteString(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n") }()
		_, _ = io.ReadAll(c)
		if time.Since(began) > 6*time.Second {
			t.Errorf("disconnected after %v", time.Since(began))
		}
		c.Close()
	})
}
