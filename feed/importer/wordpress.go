package importer

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"fil/feed"
)

// wxrItem is an item of an export of WordPress (WXR 1.0 to 1.2): a post, a page or an attachment.
type wxrItem struct {
	Title   string `xml:"title"`
	Link    string `xml:"link"`
	PubDate string `xml:"pubDate"`
	Creator string `xml:"creator"`
	GUID    string `xml:"guid"`
	Encoded []struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	} `xml:"encoded"` // the content and the excerpt, told apart by their namespace
	ID            string `xml:"post_id"`
	Date          string `xml:"post_date"`
	DateGMT       string `xml:"post_date_gmt"`
	Modified      string `xml:"post_modified"`
	ModifiedGMT   string `xml:"post_modified_gmt"`
	Status        string `xml:"status"`
	Type          string `xml:"post_type"`
	Password      string `xml:"post_password"`
	AttachmentURL string `xml:"attachment_url"`
	Parent        string `xml:"post_parent"`
	Categories    []struct {
		Domain string `xml:"domain,attr"`
		Slug   string `xml:"nicename,attr"`
		Name   string `xml:",chardata"`
	} `xml:"category"`
	Meta []struct {
		Key   string `xml:"meta_key"`
		Value string `xml:"meta_value"`
	} `xml:"postmeta"`
}

// wxrAuthor is an author of an export.
type wxrAuthor struct {
	Login string `xml:"author_login"`
	Email string `xml:"author_email"`
	Name  string `xml:"author_display_name"`
}

// wordpress is what an export says beside its posts.
type wordpress struct {
	authors     map[string]feed.Person // by login
	attachments map[string]string      // addresses by the ID of the attachment
	children    map[string][]string    // IDs of attachments by the ID of their post
	language    string
}

func openWordPress(name string) *Source {
	feeds := map[string]string{"feed/": "rss.xml", "feed": "rss.xml", "feed/atom/": "atom.xml", "feed/rss2/": "rss.xml", "?feed=rss2": "rss.xml", "?feed=atom": "atom.xml"}
	// An export does not have the settings of WordPress, whose feeds have 10 items by default.
	s := &Source{Name: "an export of WordPress", Feeds: feeds, Limit: 10}
	// An error is reported when the items are read.
	_ = eachItem(context.Background(), name, func(in *wxrItem, _ *wxrAuthor, head wxrHead) bool {
		s.Title, s.URL, s.Language = plain(cmp.Or(s.Title, head.title)), cmp.Or(s.URL, head.link), cmp.Or(s.Language, head.language)
		return in == nil
	})
	s.Items = func(ctx context.Context) iter.Seq2[*Item, error] {
		return func(yield func(*Item, error) bool) {
			// Attachments may come after the posts that show them, so the file is read twice: it may be too
			// large for memory.
			site, err := readAttachments(ctx, name)
			if err != nil {
				yield(nil, err)
				return
			}
			n := 0
			err = eachItem(ctx, name, func(in *wxrItem, _ *wxrAuthor, _ wxrHead) bool {
				if in == nil || in.Type == "attachment" {
					return true
				}
				n++
				return yield(site.item(in, n))
			})
			if err != nil {
				yield(nil, err)
			}
		}
	}
	return s
}

// readAttachments reads the authors and attachments of an export.
func readAttachments(ctx context.Context, name string) (*wordpress, error) {
	w := &wordpress{authors: map[string]feed.Person{}, attachments: map[string]string{}, children: map[string][]string{}}
	err := eachItem(ctx, name, func(in *wxrItem, author *wxrAuthor, head wxrHead) bool {
		switch {
		case author != nil:
			w.authors[author.Login] = feed.Person{Name: author.Name, Email: author.Email}
		case in != nil && in.Type == "attachment":
			w.attachments[in.ID] = in.AttachmentURL
			if in.Parent != "" && in.Parent != "0" {
				w.children[in.Parent] = append(w.children[in.Parent], in.ID)
			}
		case head.language != "":
			w.language = head.language
		}
		return true
	})
	var fault *Fault
	if errors.As(err, &fault) { // the second reading reports it
		err = nil
	}
	return w, err
}

// wxrHead is one element of the channel: its title, link or language.
type wxrHead struct{ title, link, language string }

// eachItem calls f for each item and author, and each of the first elements of an export, until f returns
// false.
func eachItem(ctx context.Context, name string, f func(in *wxrItem, author *wxrAuthor, head wxrHead) bool) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	d := newDecoder(file)
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		line, _ := d.InputPos()
		if err != nil {
			return &Fault{Where: fmt.Sprintf("%s:%d", name, line), Message: "the export cannot be read beyond this line: " + err.Error(), Hint: "export it again, or import the feed as well"}
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		goOn := true
		switch start.Name.Local {
		case "item":
			in := &wxrItem{}
			if err := d.DecodeElement(in, &start); err != nil {
				return &Fault{Where: fmt.Sprintf("%s:%d", name, line), Message: "the export cannot be read beyond this item: " + err.Error(), Hint: "export it again, or import the feed as well"}
			}
			goOn = f(in, nil, wxrHead{})
		case "author":
			author := &wxrAuthor{}
			if d.DecodeElement(author, &start) == nil {
				goOn = f(nil, author, wxrHead{})
			}
		case "title", "link", "language":
			var text string
			if d.DecodeElement(&text, &start) == nil {
				goOn = f(nil, nil, map[string]wxrHead{"title": {title: text}, "link": {link: text}, "language": {language: text}}[start.Name.Local])
			}
		}
		if !goOn {
			return nil
		}
	}
}

// newDecoder returns a decoder that forgives what exports do wrong: characters that XML forbids, unknown
// entities, other encodings.
func newDecoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(&legalReader{r: r})
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	return d
}

// legalReader replaces the control characters that XML forbids (XML 1.0 §2.2) with spaces.
type legalReader struct{ r io.Reader }

// Read implements io.Reader.
func (l *legalReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			p[i] = ' '
		}
	}
	return n, err
}

// item returns a post or a page; a Fault if it is something else.
func (w *wordpress) item(in *wxrItem, n int) (*Item, error) {
	i := &Item{Where: fmt.Sprintf("post %s", in.ID), ID: strings.TrimSpace(in.GUID), URL: strings.TrimSpace(in.Link), Base: strings.TrimSpace(in.Link), Title: plain(in.Title), Language: w.language}
	if in.ID == "" {
		i.Where = fmt.Sprintf("item %d", n)
	}
	switch in.Type {
	case "post", "":
	case "page":
		i.Page = true
	default:
		return nil, &Fault{Where: i.Where, Message: fmt.Sprintf("%q is a %s, which is no text for readers", i.Title, in.Type), Minor: true}
	}
	switch {
	case in.Status == "trash" || in.Status == "auto-draft" || in.Status == "inherit":
		return nil, &Fault{Where: i.Where, Message: fmt.Sprintf("%q was in the trash (%s)", i.Title, in.Status), Minor: true}
	case in.Password != "":
		i.Draft = true
		i.note("it had a password: it is a draft")
	case in.Status != "publish" && in.Status != "future" && in.Status != "":
		i.Draft = true
		if in.Status != "draft" {
			i.note("its status was " + in.Status + ": it is a draft")
		}
	}
	if reason := membersOnly(in); reason != "" && !i.Draft {
		i.Draft = true
		i.note("it was not for everybody (" + reason + "): it is a draft")
	}
	i.Published, i.Updated = wxrTime(in.DateGMT, in.Date, in.PubDate), wxrTime(in.ModifiedGMT, in.Modified, "")
	if in.Status == "future" && i.Published.IsZero() {
		i.Draft = true
		i.note("it was scheduled, and has no date: it is a draft")
	}
	if p, found := w.authors[in.Creator]; found && p.Name != "" {
		p.Email = "" // WordPress publishes none
		i.Authors = []feed.Person{p}
	} else if in.Creator != "" {
		i.Authors = []feed.Person{{Name: in.Creator}}
	}
	for _, e := range in.Encoded {
		if strings.Contains(e.XMLName.Space, "excerpt") {
			i.Summary = plain(e.Text)
		} else {
			i.Content = w.body(i, in, e.Text)
		}
	}
	for _, c := range in.Categories {
		if (c.Domain == "category" || c.Domain == "post_tag" || c.Domain == "tag" || c.Domain == "") && c.Slug != "uncategorized" {
			i.Tags = append(i.Tags, html.UnescapeString(c.Name))
		}
	}
	w.addMeta(i, in)
	return i, nil
}

// restricted matches what plug-ins write into a text that is, in parts, for members only: blocks and
// shortcodes.
var restricted = regexp.MustCompile(`(?i)<!--\s*wp:(?:jetpack/paywall|premium-content/|(?:memberpress|woocommerce-memberships|members|restrict)[a-z-]*/)|\[(?:restrict|visible to|members?_only|member|membership|s2If|wcm_restrict|paywall|premium_content|subscribe_to_unlock|um_(?:loggedin|show_content)|mepr-(?:show|active)|loggedin|logged_in|is_logged_in|wpmem_logged_in|ihc-hide-content|wlm_private|swpm_protected|password_protect|passster|content_control|armif|armrestrict)\b|\[/(?:private|protected)\]`)

// restrictedKey matches the names of the values by which plug-ins make a whole post one for members only.
var restrictedKey = regexp.MustCompile(`^(?:_members_access_role|_is_paid|rcp_(?:subscription|access|user)_level|_?wpmem_block|ihc_mb_who|_jetpack_memberships_contains_paid_content|_mepr_.*rule.*)`)

// unrestricted are values of restrictedKey that restrict nothing.
var unrestricted = map[string]bool{"": true, "0": true, "false": true, "no": true, "everyone": true, "everybody": true, "all": true, "none": true, "a:0:{}": true}

// membersOnly returns why a post is not for everybody, "" if it is.
func membersOnly(in *wxrItem) string {
	for _, m := range in.Meta {
		value := strings.TrimSpace(m.Value)
		if m.Key == "_jetpack_newsletter_access" && value != "" && value != "everybody" {
			return value
		}
		if restrictedKey.MatchString(m.Key) && !unrestricted[strings.ToLower(value)] {
			return m.Key
		}
	}
	for _, e := range in.Encoded {
		if found := restricted.FindString(e.Text); found != "" {
			return strings.Trim(found, "<!-[/] ")
		}
	}
	return ""
}

// wxrTime reads the time of a post: in UTC; else on the site's clock, whose zone the export does not say, as
// if it were UTC; else in the form of RSS. A draft has 0000-00-00 for some of these.
func wxrTime(gmt, local, rfc string) time.Time {
	for _, s := range []string{gmt, local} {
		if t, err := time.Parse(time.DateTime, strings.TrimSpace(s)); err == nil && t.Year() > 0 {
			return t
		}
	}
	for _, form := range []string{time.RFC1123Z, time.RFC1123} {
		if t, err := time.Parse(form, strings.TrimSpace(rfc)); err == nil && t.Year() > 1 {
			return t
		}
	}
	return time.Time{}
}

// addMeta adds what plug-ins store beside a post: the picture that represents it, and the enclosures of
// podcasts.
func (w *wordpress) addMeta(i *Item, in *wxrItem) {
	meta := map[string]string{}
	for _, m := range in.Meta {
		if m.Key == "enclosure" || m.Key == "_podPressMedia" {
			if e, duration, ok := wxrEnclosure(m.Value); ok {
				i.Enclosures = append(i.Enclosures, e)
				if i.Episode.Duration == 0 {
					i.Episode.Duration = duration
				}
			}
			continue
		}
		meta[m.Key] = strings.TrimSpace(m.Value)
	}
	i.Image = w.attachments[meta["_thumbnail_id"]]
	if address := meta["audio_file"]; address != "" && len(i.Enclosures) == 0 { // Seriously Simple Podcasting
		length, _ := strconv.ParseInt(meta["filesize_raw"], 10, 64) // 0 if it is no number
		i.Enclosures = append(i.Enclosures, feed.Enclosure{URL: address, Type: "audio/mpeg", Length: length})
	}
	e := episode(meta["duration"], meta["itunes_season_number"], meta["itunes_episode_number"], meta["itunes_episode_type"], meta["explicit"])
	if i.Episode.Duration > 0 {
		e.Duration = i.Episode.Duration
	}
	i.Episode = e
}

// serializedDuration finds the duration in what PowerPress stores with an enclosure, in PHP's form.
var serializedDuration = regexp.MustCompile(`"duration";s:\d+:"([\d:]+)"`)

// wxrEnclosure reads an enclosure: its address, length and type in lines, and perhaps more in a fourth.
func wxrEnclosure(text string) (e feed.Enclosure, duration time.Duration, ok bool) {
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n")
	e.URL = strings.TrimSpace(lines[0])
	if len(lines) > 1 {
		e.Length, _ = strconv.ParseInt(strings.TrimSpace(lines[1]), 10, 64) // 0 if it is no number
	}
	if len(lines) > 2 {
		e.Type = strings.TrimSpace(lines[2])
	}
	if m := serializedDuration.FindStringSubmatch(text); m != nil {
		duration = clock(m[1])
	}
	return e, duration, strings.HasPrefix(e.URL, "http")
}
