package serve

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"time"
)

// Responses of all lengths around the size of net/http's buffer arrive complete, also with pipelined
// requests.
func TestCoalesce(t *testing.T) {
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
