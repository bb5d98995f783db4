package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
)

// NewArticle describes an article that is to be begun.
type NewArticle struct {
	Title string
	// Folder is the folder of content for its file, with slashes; the zero value means the root.
	Folder string
	// Language is a BCP 47 tag; the zero value means the site's.
	Language string
	// Draft keeps the article out of sight until its author removes the key.
	Draft bool
}

// Text returns the name and the text of the file of the article: front matter with its title, date,
// slug and ID. The ID is pinned, so that neither a new file name nor a lost memory changes it. The
// error is a [*frontmatter.Error] if the description cannot be used.
func (n NewArticle) Text(site *feed.Site, now time.Time) (name, text string, err error) {
	title := strings.Join(strings.Fields(strings.ToValidUTF8(n.Title, "\ufffd")), " ")
	if title == "" {
		return "", "", frontmatter.Errorf(0, `write it as in fil new "A title"`, "the title is empty")
	}
	now = now.In(site.TimeZone)
	slug := site.Slug(title)
	if slug == "" {
		return "", "", frontmatter.Errorf(0, "give it one with a letter or a digit", "the title %q makes no address", title)
	}
	folder := strings.Trim(filepath.ToSlash(n.Folder), "/")
	if folder != "" && (!fs.ValidPath(folder) || inventory.Ignored(path.Base(folder)) || strings.HasPrefix(folder, "_")) {
		return "", "", frontmatter.Errorf(0, "name a folder of content, as in --section notes", "--section %q is no folder for articles", n.Folder)
	}
	if _, err := language.Parse(n.Language); n.Language != "" && err != nil {
		return "", "", frontmatter.Errorf(0, "write it as in --language fr", "--language %q is no language", n.Language)
	}
	name = strings.TrimPrefix(folder+"/"+now.Format(time.DateOnly)+"-"+slug+".md", "/")
	article := &feed.Article{Meta: feed.Meta{Path: name, Stem: feed.Stem(name), Section: folder, Published: now}, Slug: slug}
	if err := site.AssignAddress(article, ""); err != nil {
		return "", "", frontmatter.Errorf(0, "give it another title", "%v", err)
	}
	id := article.ID
	if site.IDAuthority == "" { // the ID would be the address, which may yet change
		id = "urn:uuid:" + uuid.NewString()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %s\nslug: %s\nid: %s\n", strconv.Quote(title), now.Format("2006-01-02 15:04"), slug, strconv.Quote(id))
	if n.Language != "" {
		fmt.Fprintf(&b, "language: %s\n", strconv.Quote(n.Language))
	}
	if n.Draft {
		b.WriteString("draft: true\n")
	}
	b.WriteString("---\n\n")
	return name, b.String(), nil
}

// WriteNew writes a file of content, and its folders. If the file exists, the error is
// [fs.ErrExist].
func WriteNew(root *os.Root, name, text string) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", name, err)
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Close())
	if err != nil { // half a text would pass for one
		err = errors.Join(fmt.Errorf("writing %s: %w", name, err), root.Remove(name))
	}
	return err
}
