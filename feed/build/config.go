package build

import (
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
	// Content, Dist and State are the folders of the writing, of what is published, and of what is
	// remembered.
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
	// Preview publishes drafts and later articles too, without hubs.
	Preview bool
	// Settle overrides settle in site.yaml: how long the file of a new article must not change before
	// the article is published. The zero value, nil, means site.yaml's.
	Settle *time.Duration
	// Offline makes no requests to other machines, for the lengths of enclosures.
	Offline bool

	// CheckSchedule returns an error for a schedule in site.yaml that is not valid. The zero value
	// accepts every schedule.
	CheckSchedule func(spec string) error

	// Progress returns a function that is told how many of how many steps of some work are done. The
	// zero value reports no progress.
	Progress func(work string) func(done, of int)
	// Warn and Note are told what a user has to know, and what a user may want to know, during a run.
	// The zero values drop it.
	Warn, Info func(message string)

	// Clock returns the time. The zero value means time.Now.
	Clock func() time.Time
	// Tick is how long a file must have been unchanged to be known again by its stamp. The zero value
	// means [inventory.Tick]; a negative one, at once.
	Tick time.Duration
	// Still is how long an uploaded file must be unchanged to be taken for complete. The zero value
	// means two seconds; a negative one publishes uploads at once.
	UploadDelay time.Duration
	// SmallSite is the number of outputs up to which each run plans all of them. The zero value means
	// [publish.SmallSite].
	SmallSite int
	// Patience bounds the time that one article may take, over all runs. The zero value means a bound
	// for each run alone.
	Patience *source.Patience
	// Fault is called before each operation on a disk, so that a test can make it fail. The zero value
	// is no fault.
	Fault disk.Hook
}

// withDefaults returns the configuration with the meaning of its zero values written out.
func (c Config) withDefaults() Config {
	if c.DefaultBaseURL == "" {
		c.DefaultBaseURL = DefaultBaseURL
	}
	if c.CheckSchedule == nil {
		c.CheckSchedule = func(string) error { return nil }
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

// settleTime is how long the file of a new article must not change before it is published. It is 0
// on localhost, where there are no subscribers.
func (c Config) settleTime(site *feed.Site) time.Duration {
	switch {
	case feed.LocalURL(site.BaseURL):
		return 0
	case c.Settle != nil:
		return *c.Settle
	}
	return site.Settle
}

// CheckHost returns an error if Fil does not know the static host of that name.
func CheckHost(name string) error {
	if slices.Contains(hosts.Names(), name) {
		return nil
	}
	return fmt.Errorf("it is none of %s", strings.Join(hosts.Names(), ", "))
}
