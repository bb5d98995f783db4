package publish

import (
	"path"
	"regexp"

	"fil/feed"
)

// archiveKey is what an archive is known by, whatever is in it.
type archiveKey struct{ folder, period, form string }

// archive adds the archives of a feed (RFC 5005 §4), the oldest first, and returns
// the address of the youngest. The youngest has another address whenever an article comes
// into it, and the days of its month are one archive when that is over: no archive names the
// one, and none of an earlier month the others, as the next, because archives do not change.
func (p *planner) archive(d feed.Definition, whole *feed.Feed, current feed.Address, periods []feed.Period) feed.Address {
	s, known := p.in.Site, p.archivePeriods(d.Path, periods)
	names := make([][2]string, len(periods)) // Atom's and RSS's
	addresses := make([]feed.Address, len(periods))
	for i, period := range periods {
		folder := d.Under("archive/" + period.Name)
		names[i] = [2]string{folder + "/atom-" + known[i].hash + ".xml", folder + "/rss-" + known[i].hash + ".xml"}
		addresses[i] = feed.Address{Atom: s.URL(names[i][0]), RSS: s.URL(names[i][1])}
	}
	open := monthOf(periods[len(periods)-1].Name)
	for i, period := range periods {
		f := *whole
		f.Articles, f.Updated = period.Articles, known[i].updated
		f.Self, f.Current, f.Archived = addresses[i], current, true
		if i > 0 {
			f.Previous = addresses[i-1]
		}
		if i+2 < len(periods) && (monthOf(period.Name) == open || monthOf(periods[i+1].Name) != open) {
			f.Next = addresses[i+1]
		}
		key, same := p.archiveKey(memoKey{"archive", d.Path, period.Name}, known[i], &f)
		for j, form := range forms[:2] {
			p.archives[archiveKey{d.Path, period.Name, form.name}] = names[i][j]
			p.archives[archiveKey{d.Path, monthOf(period.Name), form.name}] = names[i][j] // of days, the last
			if same && p.in.Intact {
				p.skipFile(file{names[i][j], form.mediaType, false})
				continue
			}
			o := form.output(names[i][j], &f, key, false)
			o.Month = month(f.Articles[0])
			p.add(o, "the archive "+names[i][j])
		}
	}
	return addresses[len(periods)-1]
}

var archiveName = regexp.MustCompile(`^(?:(.+)/)?archive/([^/]+)/(atom|rss)-[0-9a-f]+\.xml$`)

// monthOf is the month of a period of archives, which may be a day or a part of one.
func monthOf(period string) string {
	const month = len("2006-01")
	return period[:min(len(period), month)]
}

// Successor tells what has taken the place of an archive whose set of articles has
// changed: the archive of the same period, else that of its month, or the last one of the
// month's days, else the subscription document. For all other names it is "".
func (p *Publication) Successor(name string) string {
	m := archiveName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	for _, period := range []string{m[2], monthOf(m[2])} {
		if now, ok := p.archives[archiveKey{m[1], period, m[3] + ".xml"}]; ok {
			return now
		}
	}
	return path.Join(m[1], m[3]+".xml")
}
