package build

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/hosts"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// DefaultBaseURL is the public address of a site for which none is given: the default address of
// fil serve, so that a publication works on its author's machine.
const DefaultBaseURL = "http://localhost:8080"

// Config says where an engine reads and writes, and what overrides site.yaml. Content, Dist and
// State are required; every other field may be left zero.
type Config struct {
	// Content is the folder of the articles, Dist the folder of the publication, and State the folder
	// of the memory and the cache. Content and Dist must not lie in each other, nor State in Dist.
	// State may lie in Content below a name that begins with "." or "_".
	Content, Dist, State string

	// BaseURL overrides the base_url of site.yaml. The zero value means site.yaml's.
	BaseURL string
	// DefaultBaseURL is used if neither BaseURL nor site.yaml names one. The zero value means
	// [DefaultBaseURL].
	DefaultBaseURL string
	// Host overrides the static host of site.yaml. The zero value means site.yaml's.
	Host string
	// Serving says that this process serves dist itself. Then no files for a static host are written,
	// and an engine opens without its content folder if there is a publication of it: its file system
	// may not be mounted yet.
	Serving bool
	// Preview publishes drafts and articles with a later date too, at DefaultBaseURL with the path of the
	// site's own address, and notifies no hubs. The zero value publishes what the public may see.
	Preview bool
	// Settle overrides settle in site.yaml: how long the file of a new article must not change before
	// the article is published. The zero value, nil, means site.yaml's.
	Settle *time.Duration
	// Offline makes no requests for the lengths of enclosures on other servers.
	Offline bool

	// Fetch brings the content folder up to date, if it is a copy of another place. It is called when a run
	// begins. The zero value does nothing.
	Fetch func(ctx context.Context) error

	// CheckSchedule returns an error for a schedule in site.yaml that is not valid. The zero value
	// accepts every schedule.
	CheckSchedule func(spec string) error

	// Progress is called when a phase of a run begins ("reading", "publishing"). It returns a function,
	// which may be nil, that is called with the number of files done and the number of all files. The
	// zero value reports no progress.
	Progress func(work string) func(done, of int)
	// Warn is called with a message that the user has to act on, Info with one that does not require
	// that. The zero values drop the messages.
	Warn, Info func(message string)

	// dates are those of commits, for sites that have them from git. It is set by withDefaults.
	dates *gitDates

	// Clock returns the time. The zero value means time.Now.
	Clock func() time.Time
	// Tick is how long a file must have been unchanged for its stamp to be trusted: a change within
	// one tick of the file system's clock may leave the stamp as it is. The zero value means
	// [inventory.Tick]; with a negative one every stamp is trusted.
	Tick time.Duration
	// UploadDelay is how long an uploaded file must be unchanged to be published as complete. The zero
	// value means two seconds; a negative one publishes uploads at once.
	UploadDelay time.Duration
	// SmallSite is the number of files of dist up to which each run plans all of them, and not only
	// those that may differ from the last plan. The zero value means [publish.SmallSite].
	SmallSite int
	// Patience bounds the time that one article may take to be rendered, over all runs that share it.
	// The zero value means a new one for each run.
	Patience *source.Timeouts
	// Fault is called before each operation on the disk, and the operation fails with the error that
	// it returns. It is for tests; the zero value makes nothing fail.
	Fault disk.Hook
}

// withDefaults returns the configuration with default values in place of zero values.
func (c Config) withDefaults() Config {
	if c.DefaultBaseURL == "" {
		c.DefaultBaseURL = DefaultBaseURL
	}
	if c.CheckSchedule == nil {
		c.CheckSchedule = func(string) error { return nil }
	}
	if c.dates == nil {
		c.dates = &gitDates{}
	}
	if c.Progress == nil {
		c.Progress = func(string) func(done, of int) { return nil }
	}
	if c.Warn == nil {
		c.Warn = func(string) {}
	}
	if c.Info == nil {
		c.Info = func(string) {}
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Tick == 0 {
		c.Tick = inventory.Tick
	}
	if c.UploadDelay == 0 {
		c.UploadDelay = uploadDelay
	}
	if c.SmallSite == 0 {
		c.SmallSite = publish.SmallSite
	}
	return c
}

// settleTime returns how long the file of a new article must not change before it is published. It is
// 0 for a site on localhost, which has no subscribers.
func (c Config) settleTime(site *feed.Site) time.Duration {
	switch {
	case feed.LocalURL(site.BaseURL):
		return 0
	case c.Settle != nil:
		return *c.Settle
	}
	return site.Settle
}

// CheckHost returns an error if name is not one of [hosts.Names].
func CheckHost(name string) error {
	if slices.Contains(hosts.Names(), name) {
		return nil
	}
	return fmt.Errorf("it is none of %s", strings.Join(hosts.Names(), ", "))
}
