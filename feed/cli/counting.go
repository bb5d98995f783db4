package cli

import (
	"context"
	"path/filepath"
	"time"

	"fil/feed/readers"
	"fil/feed/schedule"
	"fil/feed/serve"
)

// saveCountsEvery is how often the counts of readers are stored, if they have changed.
const saveCountsEvery = 30 * time.Second

// counting counts the readers of a running server, and stores the counts.
type counting struct {
	*readers.Counter
	folder readers.Folder
	client func(f serve.Fetch) readers.Request
	off    func() bool // count: false in site.yaml
	warn   func(err error)
}

// readersFolder returns the folder with the counts of readers.
func (a *app) readersFolder() readers.Folder {
	return readers.Folder(filepath.Join(a.settings.state, "readers"))
}

// newCounting returns the counting of a service, nil for a preview.
func (s *service) newCounting() *counting {
	if s.preview != nil {
		return nil
	}
	folder := s.app.readersFolder()
	failed := false
	return &counting{Counter: readers.NewCounter(folder.Day(s.app.clock())), folder: folder,
		client: func(f serve.Fetch) readers.Request {
			return readers.Request{Name: f.Name, UserAgent: f.Request.UserAgent(), Client: s.server.Client(f.Request)}
		},
		off: func() bool { return s.site.Load().NoCount },
		warn: func(err error) {
			if !failed {
				failed = true
				s.log.Warn("the counts of readers cannot be stored", "error", err)
			}
		}}
}

// fetched counts a fetch.
func (c *counting) fetched(f serve.Fetch) {
	switch {
	case c.off():
	case f.Episode:
		c.Download(c.client(f))
	default:
		c.Feed(c.client(f))
	}
}

// run stores the counts every saveCountsEvery, and when ctx is done. At the end of a day, Roll deletes the hashes and their
// key.
func (c *counting) run(ctx context.Context) {
	schedule.Every(ctx, saveCountsEvery, func() { c.save(time.Now()) })
	c.save(time.Now())
}

// save stores what has changed.
func (c *counting) save(now time.Time) {
	if ended, ok := c.Roll(now); ok && (len(ended.Feeds) > 0 || len(ended.Downloads) > 0) {
		c.store(ended)
	}
	if day, changed := c.Unsaved(); changed {
		c.store(day)
	}
}

func (c *counting) store(d readers.Day) {
	if err := c.folder.Save(d); err != nil {
		c.warn(err)
	}
}

// days returns the last n days, with the present one as it is now.
func (c *counting) days(n int) []readers.Day {
	days, _ := c.folder.Days(n) // without those that cannot be read
	today := c.Day()
	if len(days) > 0 && days[len(days)-1].Date == today.Date {
		days = days[:len(days)-1]
	}
	days = append(days, today)
	return days[max(0, len(days)-n):]
}
