package publish

import (
	"path"
	"regexp"
	"time"

	"fil/feed"
	"fil/feed/index"
)

// archiveKey identifies an archive independently of its articles.
// Its form is the prefix of the name, "" for all forms.
type archiveKey struct{ folder, period, form string }

// archiveHash is the hash in the name of an archive with a tally.
type archiveHash struct {
	tally index.Tally
	hash  string
}

// archive adds the archives of a feed (RFC 5005 §4), the oldest first, and returns the address of the
// newest.
//
// The name of an archive contains a hash of its articles, because an archive must not change at its
// address. The newest archive gets a new address with each article that comes into it. The archives of
// the days of the newest month are replaced by one of the month when that is over. So no archive has a
// next-archive link to the newest one, and none of an earlier month to one of the newest month: the
// link would change the archive.
func (p *planner) archive(d feed.Definition, whole *feed.Feed, current feed.Address, archives []index.Archive) feed.Address {
	s, hashes := p.in.Site, p.archiveHashes(d.Path, archives)
	fileName := func(i int, form form) string {
		return d.Under("archive/" + archives[i].Name + "/" + form.archive + "-" + hashes[i] + path.Ext(form.File))
	}
	addresses := make([]feed.Address, len(archives))
	for i := range archives {
		for _, form := range forms {
			if form.hasArchives(d) {
				form.Set(&addresses[i], s.URL(fileName(i, form)))
			}
		}
	}
	newestMonth := monthOf(archives[len(archives)-1].Name)
	for i, archive := range archives {
		f := *whole
		f.Self, f.Current, f.Archived = addresses[i], current, true
		if i > 0 {
			f.Previous = addresses[i-1]
		}
		if i+2 < len(archives) && (monthOf(archive.Name) == newestMonth || monthOf(archives[i+1].Name) != newestMonth) {
			f.Next = addresses[i+1]
		}
		key := keyOf("archive").header(&f).tally(archive.Tally).key()
		for _, form := range forms {
			if !form.hasArchives(d) {
				continue
			}
			name := fileName(i, form)
			p.archives[archiveKey{d.Path, archive.Name, form.archive}] = name
			p.archives[archiveKey{d.Path, monthOf(archive.Name), form.archive}] = name // overwritten until it is the last day of the month
			o := form.archiveOutput(name, f, archive, s, key)
			p.share(o, "the archive "+name)
		}
	}
	return addresses[len(archives)-1]
}

// archiveHashes returns the hashes of the IDs in archives: those of the last plan for archives with the
// same articles.
func (p *planner) archiveHashes(folder string, archives []index.Archive) []string {
	hashes := make([]string, len(archives))
	feed.Parallel(len(archives), 1, func(from, to int) {
		for i := from; i < to; i++ {
			if before := p.last.hashes[archiveKey{folder, archives[i].Name, ""}]; before.tally == archives[i].Tally {
				hashes[i] = before.hash
			} else {
				hashes[i] = archives[i].Hash()
			}
		}
	})
	for i, archive := range archives {
		p.hashes[archiveKey{folder, archive.Name, ""}] = archiveHash{archive.Tally, hashes[i]}
	}
	return hashes
}

// archiveOutput returns the output that writes an archive in this form.
func (m form) archiveOutput(name string, f feed.Feed, archive index.Archive, s *feed.Site, key Key) Output {
	month, _ := time.Parse("2006-01", monthOf(archive.Name)) // the name of a period begins with a month
	o := m.output(name, func() document {
		whole := f
		d := document{&whole, archive.Articles()}
		d.Updated = feed.Updated(d.metas, s.TimeZone)
		return d
	}, key, false)
	o.Month = 12*month.Year() + int(month.Month())
	return o
}

// archiveName matches the name of an archive. Its groups are folder, period, form and extension.
var archiveName = regexp.MustCompile(`^(?:(.+)/)?archive/([^/]+)/(atom|rss|feed)-[0-9a-f]+(\.xml|\.json)$`)

// monthOf returns the month of a period of archives, which may be shorter than a month.
func monthOf(period string) string {
	const month = len("2006-01")
	return period[:min(len(period), month)]
}

// successor returns the name of the file that replaces an archive that is not published any more
// because its articles have changed: the archive of the same period, else that of its month, or of the
// last day of that month, else the subscription document. It returns "" if name is not that of an
// archive.
func (p *Publication) successor(name string) string {
	m := archiveName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	for _, period := range []string{m[2], monthOf(m[2])} {
		if successor, ok := p.archives[archiveKey{m[1], period, m[3]}]; ok {
			return successor
		}
	}
	return path.Join(m[1], m[3]+m[4])
}
