//go:build e2e

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faults.md 86: a feed reader gets every article of a feed that grows between polls, each once.
func TestGrowingFeed(t *testing.T) {
	dir := site(t)
	write := func(name, text string) {
		t.Helper()
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	write("content/site.yaml", "title: S\nid_authority: fil.example,2024\nfeed: {limit: 4}\n")
	p := start(t, dir)
	p.await("published")
	const mail, polls = "mail/inbox/new", 8
	write("r2e.cfg", "[DEFAULT]\nfrom = fil@fil.example\nto = a@fil.example\nemail-protocol = maildir\nmaildir-path = "+dir+"/mail\nmaildir-mailbox = inbox\n")
	write("urls", p.base+"/atom.xml\n")
	for _, folder := range []string{"new", "cur", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, "mail/inbox", folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r2e := func(args ...string) {
		t.Helper()
		tool(t, "r2e", append([]string{"-c", dir + "/r2e.cfg", "-d", dir + "/r2e.json"}, args...)...)
	}
	r2e("add", "fil", p.base+"/atom.xml")
	unread := ""
	for i := range polls {
		r2e("run")
		unread = tool(t, "newsboat", "-q", "-u", dir+"/urls", "-C", os.DevNull, "-c", dir+"/cache.db", "-x", "reload", "print-unread")
		if i < polls-1 {
			write(fmt.Sprintf("content/n%d.md", i), fmt.Sprintf("---\ntitle: N%d\ndate: 2024-02-%02d\n---\nTexte %d.\n", i, i+1, i))
			p.await("published")
		}
	}
	mails, err := os.ReadDir(filepath.Join(dir, mail))
	if err != nil || len(mails) != polls {
		t.Errorf("rss2email has sent %d mails of %d, %v", len(mails), polls, err)
	}
	if want := fmt.Sprint(polls, " unread articles"); !strings.Contains(unread, want) {
		t.Errorf("newsboat has %s, want %s", strings.TrimSpace(unread), want)
	}
}
