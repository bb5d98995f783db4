package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/disk"
	"fil/feed/importer"
	"fil/feed/manifest"
	"fil/feed/serve"
	"fil/feed/store"
	"fil/feed/store/bucket"
)

func (a *app) verifyCommand() *cobra.Command {
	var against []string
	cmd := &cobra.Command{
		Use: "verify --against FEED", Short: "Prove that a move loses no subscriber", Args: cobra.NoArgs,
		Long: "Verify compares the feeds of the publication that you leave with what is in dist. It says\n" +
			"which items keep their ID, which would show as new or be gone, and which answer readers get\n" +
			"at each old address. Before the switch, give it the addresses of the old feeds; save them as\n" +
			"well, to repeat it afterwards. The exit status is 1 if anything would show as new or be lost.",
		Example: "  fil verify --against https://example.org/index.xml\n  fil verify --against old/index.xml --against old/tags-mali.xml",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(against) == 0 {
				return build.Misused("name an old feed, its address or a file: fil verify --against https://example.org/index.xml", "fil verify needs --against")
			}
			return a.verify(cmd.Context(), against)
		},
	}
	cmd.Flags().StringArrayVar(&against, "against", nil, "an old `FEED`: its address, or a file; can be repeated")
	cmd.Flags().StringVar(&a.settings.baseURL, "base-url", "", "the `URL` that readers see")
	cmd.Flags().BoolVar(&a.settings.verbose, "verbose", false, "print every item, and not only those that change")
	return cmd
}

// verify compares old feeds with dist.
func (a *app) verify(ctx context.Context, against []string) error {
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	handler, err := a.distHandler(ctx, site)
	if err != nil {
		return err
	}
	dist := &importer.Fetcher{Client: &http.Client{Transport: handlerTransport{handler}}}
	verdict, err := importer.Verify(ctx, against, site, &importer.Fetcher{}, dist)
	if err != nil {
		return importError(err)
	}
	a.printVerdict(verdict)
	if !verdict.Good() {
		return errLoses
	}
	return nil
}

// errLoses gives a command the status exitFailed. It is not printed: the command has printed why.
var errLoses = errors.New("subscribers would lose something")

// distHandler returns a handler that answers from dist as fil serve does.
func (a *app) distHandler(ctx context.Context, site *feed.Site) (http.Handler, error) {
	files, m, err := a.readDist(ctx)
	if err != nil {
		return nil, err
	}
	server := serve.New(slog.New(slog.DiscardHandler), serve.Options{})
	server.Swap(files, m, serve.Site{Site: manifest.Site{BaseURL: site.BaseURL, RawFeeds: true}})
	return server, nil
}

// readDist reads the publication in dist, which may be a bucket.
func (a *app) readDist(ctx context.Context) (fs.FS, *manifest.Manifest, error) {
	const hint = "publish first: fil build"
	if bucket.IsAddress(a.settings.dist) {
		reader, err := a.openReader(ctx)
		if err != nil {
			return nil, nil, err
		}
		p, err := reader.Poll(ctx)
		if errors.Is(err, bucket.ErrNothing) {
			return nil, nil, build.Failed(hint, "%s holds no publication", a.settings.dist)
		}
		if err != nil {
			return nil, nil, build.WrapBucketError(err)
		}
		return p.Files, p.Manifest, nil
	}
	root, err := os.OpenRoot(a.settings.dist)
	if err != nil {
		return nil, nil, build.Failed(hint, "there is no %s to compare with", a.settings.dist)
	}
	files := disk.NewFS(root)
	m, err := store.ReadManifest(files)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, build.Failed(hint, "%s holds no publication", a.settings.dist)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the record of %s: %w", a.settings.dist, err)
	}
	return files, m, nil
}

// handlerTransport answers requests with a handler in this process.
type handlerTransport struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &answerRecorder{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), Header: w.header,
		Body: io.NopCloser(&w.body), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

// answerRecorder is a http.ResponseWriter that holds the answer.
type answerRecorder struct {
	header http.Header
	body   bytes.Buffer
	status int
}

// Header implements http.ResponseWriter.
func (w *answerRecorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *answerRecorder) WriteHeader(status int) { w.status = status }

// Write implements http.ResponseWriter.
func (w *answerRecorder) Write(p []byte) (int, error) { return w.body.Write(p) }

// printVerdict prints what a move means: each feed, each item that changes, and the sentence that counts.
func (a *app) printVerdict(v *importer.Verdict) {
	for _, f := range v.Feeds {
		fmt.Fprintln(a.stdout, feed.Visible("feed "+describeFeed(f)))
	}
	var lines []string
	for _, i := range v.Items {
		if line := describeItem(i); line != "" {
			lines = append(lines, line)
		} else if a.settings.verbose {
			lines = append(lines, "same "+i.Item.ID+whereItIs(i))
		}
	}
	limit := maxNamed
	if a.settings.verbose {
		limit = math.MaxInt
	}
	printFirst(a.stdout, "", limit, len(lines), "more; --verbose prints them", func(i int) string { return feed.Visible(lines[i]) })
	for _, f := range v.Feeds {
		if len(f.Older) > 0 {
			a.printNote("%s is answered with %s that it did not have, older than its newest: readers show them as new; feed: {limit: N} in site.yaml keeps them out", f.Address, items(len(f.Older)))
		}
	}
	for _, fault := range v.Faults {
		a.report("error", fault.Error(), fault.Hint)
	}
	fmt.Fprintln(a.stdout, feed.Visible(v.String()))
}

// items returns a number of items in words.
func items(n int) string {
	if n == 1 {
		return "1 item"
	}
	return fmt.Sprintf("%d items", n)
}

// describeFeed says what readers get at the address of an old feed.
func describeFeed(f importer.FeedVerdict) string {
	name := f.Name
	if f.Address != "" {
		name = f.Address
	}
	name = fmt.Sprintf("%s (%s): ", name, items(f.Items))
	switch {
	case f.Status == 0:
		return name + "its address is not known"
	case f.IsFeed && f.Moved != "":
		return name + "redirects to " + f.Moved
	case f.IsFeed:
		return name + "answers with a feed"
	case f.Status == http.StatusOK && f.Moved != "":
		return name + "redirects to " + f.Moved + ", which is no feed of this site"
	case f.Status == http.StatusOK:
		return name + "answers, but with no feed"
	}
	return name + fmt.Sprintf("answers %d; moved in site.yaml leads it to a feed", f.Status)
}

// describeItem says what changes for an item, "" if nothing does.
func describeItem(i importer.ItemVerdict) string {
	id := i.Item.ID
	switch {
	case !i.Kept && i.NewID != "":
		return fmt.Sprintf("again %s: its ID is now %s", id, i.NewID)
	case !i.Kept:
		return fmt.Sprintf("gone %s (%s)", id, i.Item.Title)
	case i.Status != 0 && i.Status != http.StatusOK:
		return fmt.Sprintf("same %s, but its address %s answers %d; aliases in its file lead there", id, i.Item.URL, i.Status)
	case i.Elsewhere:
		return fmt.Sprintf("same %s, but something else is at its address %s", id, i.Item.URL)
	case i.Dated:
		return fmt.Sprintf("same %s, but its date is %s, and was %s", id, i.Now.Format(time.RFC3339), i.Item.Published.Format(time.RFC3339))
	}
	return ""
}

// whereItIs says where readers find an item that does not change.
func whereItIs(i importer.ItemVerdict) string {
	text := ", in the feed"
	if i.Archived {
		text = ", in an archive"
	}
	if i.Moved != "" {
		text += ", at " + i.Moved
	}
	return text
}
