package publish

import (
	"path"
	"regexp"

	"fil/feed"
)

// archiveKey identifies an archive independently of its articles.
// Its form is the prefix of the name.
type archiveKey struct{ folder, period, form string }

// archive adds the archives of a feed (RFC 5005 §4), the oldest first, and returns the address of the
// newest.
//
// The name of an archive contains a hash of its articles, because an archive must not change at its
// address. The newest archive gets a new address with each article that comes into it. The archives of
// the days of the newest month are replaced by one of the month when that is over. So no archive has a
// next-archive link to the newest one, and none of an earlier month to one of the newest month: the
// link would change the archive.
func (p *planner) archive(d feed.Definition, whole *feed.Feed, current feed.Address, periods []feed.Period) feed.Address {
	s, computed := p.in.Site, p.archivePeriods(d.Path, periods)
	fileName := func(i int, form form) string {
		return d.Under("archive/" + periods[i].Name + "/" + form.archive + "-" + computed[i].hash + ".xml")
	}
	addresses := make([]feed.Address, len(periods))
	for i := range periods {
		for _, form := range forms {
			if form.archive != "" {
				form.Set(&addresses[i], s.URL(fileName(i, form)))
			}
		}
	}
	newestMonth := monthOf(periods[len(periods)-1].Name)
	for i, period := range periods {
		f := *whole
		f.Updated = computed[i].updated
		f.Self, f.Current, f.Archived = addresses[i], current, true
		if i > 0 {
			f.Previous = addresses[i-1]
		}
		if i+2 < len(periods) && (monthOf(period.Name) == newestMonth || monthOf(periods[i+1].Name) != newestMonth) {
			f.Next = addresses[i+1]
		}
		key, unchanged := p.archiveKey(memoKey{"archive", d.Path, period.Name}, computed[i], &f)
		for _, form := range forms {
			if form.archive == "" {
				continue
			}
			name := fileName(i, form)
			p.archives[archiveKey{d.Path, period.Name, form.archive}] = name
			p.archives[archiveKey{d.Path, monthOf(period.Name), form.archive}] = name // overwritten until it is the last day of the month
			if unchanged && p.in.Intact {
				p.skipFile(file{name, form.Type, false})
				continue
			}
			o := form.output(name, document{&f, period.Articles}, key, false)
			o.Month = month(period.Articles[0])
			p.add(o, "the archive "+name)
		}
	}
	return addresses[len(periods)-1]
}

// archiveName matches the name of an archive. Its groups are folder, period and form.
var archiveName = regexp.MustCompile(`^(?:(.+)/)?archive/([^/]+)/(atom|rss)-[0-9a-f]+\.xml$`)

// monthOf returns the month of a period of archives, which may be shorter than a month.
func monthOf(period string) string {
	const month = len("2006-01")
	return period[:min(len(period), month)]
}

// Successor returns the name of the file that replaces an archive that is not published any more
// because its articles have changed: the archive of the same period, else that of its month, or of the
// last day of that month, else the subscription document. It returns "" if name is not that of an
// archive.
func (p *Publication) Successor(name string) string {
	m := archiveName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	for _, period := range []string{m[2], monthOf(m[2])} {
		if successor, ok := p.archives[archiveKey{m[1], period, m[3]}]; ok {
			return successor
		}
	}
	return path.Join(m[1], m[3]+".xml")
}
