package websub

import (
	"slices"
	"testing"
	"time"
)

// Hubs are notified of every topic, XML-RPC targets of the main one alone.
func TestAnnouncementPings(t *testing.T) {
	a := Announcement{Topics: map[string]string{"https://a.example/atom.xml": "1", "https://a.example/rss.xml": "2"},
		Hubs: []string{"https://hub.example/"}, XMLRPC: []string{"https://rpc.example/"}, Main: "https://a.example/atom.xml", Title: "A", HomeURL: "https://a.example/"}
	var got []string
	for _, p := range a.Pings(time.Unix(1, 0)) {
		got = append(got, p.Target+" "+p.Topic+" "+p.Hash+" "+p.Title)
	}
	slices.Sort(got)
	want := []string{"https://hub.example/ https://a.example/atom.xml 1 ", "https://hub.example/ https://a.example/rss.xml 2 ", "https://rpc.example/ https://a.example/atom.xml 1 A"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
