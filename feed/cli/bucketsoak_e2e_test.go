//go:build e2e

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fil/feed/store/bucket/s3test"
)

// TestBucketSoak lets two publishers and three servers work on one bucket while any of them is killed.
// What a server answers is always what its entity tag says and of one publication, and it never goes back
// by more than one. FIL_TEST_SOAK says for how long.
func TestBucketSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("FIL_TEST_SOAK"))
	if err != nil {
		length = time.Minute
	}
	soak := &bucketSoak{t: t, dist: "s3://bucket/site?endpoint=" + s3test.StartReal(t), dir: site(t), end: time.Now().Add(length)}
	soak.edit()
	for i := range 2 {
		soak.publishers = append(soak.publishers, soak.publisher(i))
	}
	for range 3 {
		soak.servers = append(soak.servers, start(t, t.TempDir(), "--dist", soak.dist))
	}
	for _, s := range soak.servers {
		s.await("serving")
	}
	var work sync.WaitGroup
	for i := range soak.servers {
		work.Go(func() { soak.ask(i) })
	}
	work.Go(soak.kill)
	for time.Now().Before(soak.end) {
		soak.edit()
		time.Sleep(700 * time.Millisecond)
	}
	work.Wait()
	t.Logf("%d edits, %d answers, %d kills, %d edits seen last, longest time without a new publication %v", soak.edits, soak.answers, soak.kills, soak.newest, soak.longest.Round(time.Second))
	if soak.answers < 100 || soak.newest < 3 {
		t.Error("that is hardly any work")
	}
}

type bucketSoak struct {
	t         *testing.T
	dist, dir string
	end       time.Time

	publishers []*process // of kill

	mu      sync.Mutex
	servers []*process
	edits   int
	answers int
	kills   int
	newest  int
	seenAt  time.Time
	longest time.Duration
}

func (s *bucketSoak) publisher(i int) *process {
	return start(s.t, s.dir, "--publish", "--dist", s.dist, "--state", filepath.Join(s.t.TempDir(), fmt.Sprint("state", i)), "--settle", "0")
}

// edit changes the article: its title has the number of the edit.
func (s *bucketSoak) edit() {
	s.edits++
	name := filepath.Join(s.dir, "content/2024-01-a.md")
	text := fmt.Sprintf("---\ntitle: Numéro %d\n---\nTexte.\n", s.edits)
	if err := os.WriteFile(name+"~", []byte(text), 0o644); err != nil {
		s.t.Error(err)
	}
	if err := os.Rename(name+"~", name); err != nil {
		s.t.Error(err)
	}
}

// kill ends a process now and then, as a crash does, and starts another in its place.
func (s *bucketSoak) kill() {
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for i := 0; time.Now().Add(5 * time.Second).Before(s.end); i++ {
		time.Sleep(time.Duration(3+r.IntN(5)) * time.Second)
		if i%4 == 0 { // a server
			at := r.IntN(len(s.servers))
			next := start(s.t, s.t.TempDir(), "--dist", s.dist)
			next.await("serving")
			s.mu.Lock()
			s.servers[at].cmd.Process.Kill()
			s.servers[at] = next
			s.mu.Unlock()
		} else {
			at := r.IntN(len(s.publishers))
			s.publishers[at].cmd.Process.Kill()
			s.publishers[at].end()
			s.publishers[at] = s.publisher(at)
		}
		s.mu.Lock()
		s.kills++
		s.mu.Unlock()
	}
}

var editNumber = regexp.MustCompile(`Numéro (\d+)`)

// ask requests feeds of a server until the end.
func (s *bucketSoak) ask(i int) {
	latest, of := 0, (*process)(nil)
	for time.Now().Before(s.end) {
		s.mu.Lock()
		server := s.servers[i]
		s.mu.Unlock()
		if server != of { // another process has its own past
			latest, of = 0, server
		}
		first, ok1 := s.fetch(server, "/atom.xml")
		other, ok2 := s.fetch(server, "/rss.xml")
		again, ok3 := s.fetch(server, "/atom.xml")
		if !ok1 || !ok2 || !ok3 { // killed meanwhile
			time.Sleep(10 * time.Millisecond)
			continue
		}
		if first == again && other != first {
			s.t.Errorf("one publication has numbers %d and %d", first, other)
		}
		if first < latest-1 {
			s.t.Errorf("a server went back from %d to %d", latest, first)
		}
		latest = max(latest, first)
		s.mu.Lock()
		s.answers += 3
		if now := time.Now(); first > s.newest {
			if !s.seenAt.IsZero() {
				s.longest = max(s.longest, now.Sub(s.seenAt))
			}
			s.newest, s.seenAt = first, now
		}
		s.mu.Unlock()
		time.Sleep(20 * time.Millisecond)
	}
}

// fetch returns the number in a feed, and checks that the body is the one of the entity tag. ok is false if
// the server does not answer.
func (s *bucketSoak) fetch(p *process, path string) (n int, ok bool) {
	r, err := http.NewRequest(http.MethodGet, p.base+path, nil)
	if err != nil {
		s.t.Error(err)
		return 0, false
	}
	r.Header.Set("Accept-Encoding", "identity")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, false
	}
	sum := sha256.Sum256(body)
	if tag := strings.Trim(resp.Header.Get("Etag"), `"`); resp.StatusCode != http.StatusOK || tag == "" || !strings.HasPrefix(hex.EncodeToString(sum[:]), tag) {
		s.t.Errorf("%s: %d, entity tag %q, and %d bytes with the hash %x", path, resp.StatusCode, tag, len(body), sum[:11])
		return 0, false
	}
	m := editNumber.FindSubmatch(body)
	if m == nil {
		s.t.Errorf("%s has no number", path)
		return 0, false
	}
	n, _ = strconv.Atoi(string(m[1]))
	return n, true
}
