package serve

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a network in memory, whose time a test can pass.
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

// front serves h over pipes, in a bubble, until end is called.
func front(t *testing.T, h http.Handler, connections int) (network *pipes, end func()) {
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
		time.Sleep(time.Second) // net/http retireDelay over connections that it has refused
	}
}

// onDisk is a publication in a folder, of which one file is too large for memory.
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

// faults.md 53: whoever takes for ever to say what he wants is sent away.
func TestSlowHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := front(t, server(t, sample(), "/"), 100)
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

// faults.md 52: a name that no file can have is that of no file.
func TestLongName(t *testing.T) {
	if got := exchange(server(t, sample(), "/"), "GET /"+strings.Repeat("x", 4000)); !strings.HasPrefix(got, "404\n") {
		t.Error(got)
	}
}

// faults.md 53: and so is who has too much to say.
func TestLongHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := front(t, server(t, sample(), "/"), 100)
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

// faults.md 53: a large file over a slow line takes as long as it takes; a reader that has
// stopped is let go.
func TestSlowReader(t *testing.T) {
	const size = 4 << 20
	files, p := onDisk(t, size)
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		s.Swap(files, p.m, below("/"))
		network, end := front(t, s, 100)
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
			n, err := io.CopyN(io.Discard, resp.Body, 12<<10) // a second's worth
			if got += n; err != nil {
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
			t.Errorf("who does not read was sent %d bytes, %v", n, err)
		}
		c.Close()
		c, resp = ask()
		time.Sleep(5 * time.Minute) // reads nothing
		if n, err := io.Copy(io.Discard, resp.Body); err == nil || n > chunkSize {
			t.Errorf("who does not read was sent %d bytes, %v", n, err)
		}
		c.Close()
	})
}

// faults.md 58: ten thousand connections that say nothing take no more room than there is,
// and whoever comes next is answered.
func TestIdleConnections(t *testing.T) {
	const most = 500
	synctest.Test(t, func(t *testing.T) {
		network, end := front(t, server(t, sample(), "/"), most)
		defer end()
		var before, after runtime.MemStats
		idle := make([]net.Conn, 0, 10_000)
		for range 10_000 {
			idle = append(idle, network.dial())
			if len(idle) == most {
				synctest.Wait()
				runtime.ReadMemStats(&before)
			}
		}
		synctest.Wait()
		runtime.ReadMemStats(&after)
		if grown := int64(after.StackInuse+after.HeapInuse) - int64(before.StackInuse+before.HeapInuse); grown > 64<<20 {
			t.Errorf("%d MiB more after 10,000 connections than after %d", grown>>20, most)
		}
		open := 0
		for _, c := range idle {
			_ = c.SetReadDeadline(time.Now().Add(time.Millisecond))
			if _, err := c.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				open++
			}
		}
		if open != most {
			t.Errorf("%d are open, want %d", open, most)
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

// The head of an answer and its content arrive whole, whatever their lengths, in how many
// writes they ever go out, and several requests at once.
func TestJoined(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 20_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	sizes := []int{0, 1, 2000}
	for n := bufferSize - 600; n < bufferSize+30; n++ {
		sizes = append(sizes, n, n+bufferSize)
	}
	p := published()
	for _, n := range sizes {
		p.add(fmt.Sprintf("%d.mp3", n), string(noise[:n]), "")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	hs := HTTPConfig{Log: quiet(), MaxConnections: 100}.Server(server(t, p, "/"))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = hs.Serve(Coalesce(l))
	}()
	defer func() {
		hs.Close()
		<-ended
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReader(c)
	for _, n := range sizes {
		if _, err := fmt.Fprintf(c, "HEAD /%d.mp3 HTTP/1.1\r\nHost: x\r\n\r\nGET /%d.mp3 HTTP/1.1\r\nHost: x\r\n\r\n", n, n); err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{http.MethodHead, http.MethodGet} {
			resp, err := http.ReadResponse(in, &http.Request{Method: method})
			if err != nil {
				t.Fatalf("%s %d: %v", method, n, err)
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil || resp.ContentLength != int64(n) || method == http.MethodGet && !bytes.Equal(body, noise[:n]) {
				t.Fatalf("%s %d: %d bytes, %v", method, n, len(body), err)
			}
		}
	}
}

// What says that nothing is new fits into 400 bytes, head and all.
func TestNotModifiedIsSmall(t *testing.T) {
	p := sample()
	synctest.Test(t, func(t *testing.T) {
		network, end := front(t, server(t, p, "/"), 100)
		defer end()
		c := network.dial()
		go func() {
			_, _ = fmt.Fprintf(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: \"%s\"\r\n\r\n", manifestHash(p)[:22])
		}()
		answer, err := io.ReadAll(c)
		if err != nil || len(answer) > 400 || !strings.HasPrefix(string(answer), "HTTP/1.1 304 ") {
			t.Errorf("%d bytes, %v:\n%s", len(answer), err, answer)
		}
		c.Close()
	})
}

// RFC 9110 §8.8.2.1: Last-Modified is never later than Date, also where publications have
// seconds of their own that are yet to come.
func TestLastModifiedIsNotAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // whose clock is behind that of the files
		s := server(t, sample(), "/")
		now := time.Now().UTC().Format(http.TimeFormat)
		for _, request := range []string{"GET /atom.xml", "HEAD /atom.xml", "GET /atom.xml\nIf-None-Match: *", "GET /%C3%A9p.mp3\nRange: bytes=0-1"} {
			if got := exchange(s, request); !strings.Contains(got, "\nLast-Modified: "+now+"\n") {
				t.Errorf("%s: %s", request, got)
			}
		}
		if got := exchange(s, "GET /atom.xml\nIf-Modified-Since: "+now); !strings.HasPrefix(got, "200\n") {
			t.Error("the version of a second to come is taken for known:", got)
		}
	})
}

// Where nobody waits, whoever has been answered longest makes room.
func TestBusyConnections(t *testing.T) {
	const most = 20
	files, p := onDisk(t, 4<<20)
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		s.Swap(files, p.m, below("/"))
		network, end := front(t, s, most)
		defer end()
		var busy []net.Conn
		for range 2 * most {
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
			t.Error("the first of all is still being answered")
		}
		for _, c := range append(busy, c) {
			c.Close()
		}
	})
}

// faults.md 53: content that does not come is not waited for.
func TestWithheldContent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, end := front(t, server(t, sample(), "/"), 10)
		defer end()
		c := network.dial()
		began := time.Now()
		go func() { _, _ = io.WriteString(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n") }()
		if _, _ = io.ReadAll(c); time.Since(began) > 6*time.Second {
			t.Errorf("it was waited for %v", time.Since(began))
		}
		c.Close()
	})
}

// What a HEAD is answered is counted like the rest.
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

// RFC 9110 §13.1.5: a date that two versions have is no word for which of them a range is of.
func TestRangeOfAClampedDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // whose clock is behind that of the files
		s, now := server(t, sample(), "/"), time.Now().UTC().Format(http.TimeFormat)
		if got := exchange(s, "GET /%C3%A9p.mp3\nRange: bytes=0-1\nIf-Range: "+now); !strings.HasPrefix(got, "200\n") {
			t.Error(got)
		}
	})
}

// Who has what gets no smaller by compressing it is told so, also by a server that has not
// tried yet.
func TestKnownAsItIs(t *testing.T) {
	noise := make([]byte, 1000)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(noise); i++ {
		noise[i] = byte(r.Uint32())
	}
	p := published("a.xml", string(noise))
	first := exchange(server(t, p, "/"), "GET /a.xml\nAccept-Encoding: br")
	_, etag, _ := strings.Cut(first, "\nEtag: ")
	etag, _, _ = strings.Cut(etag, "\n")
	if got := exchange(server(t, p, "/"), "GET /a.xml\nAccept-Encoding: br\nIf-None-Match: "+etag); !strings.HasPrefix(got, "304\n") || strings.Contains(etag, "br") {
		t.Errorf("%s: %.40s", etag, got)
	}
}
