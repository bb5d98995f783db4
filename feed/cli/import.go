package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/importer"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// importFlags are the flags of fil import.
type importFlags struct {
	media  string
	oldURL string
	dryRun bool
	site   string
}

func (a *app) importCommand() *cobra.Command {
	var flags importFlags
	cmd := &cobra.Command{
		Use: "import SOURCE", Short: "Bring a publication of another program into content", Args: cobra.MaximumNArgs(1),
		Long: "Import writes a file of content for each item of a feed (its address or a file) or of an\n" +
			"export: WordPress (WXR), Ghost (JSON), Blogger (XML), Substack, Medium, Micro.blog and\n" +
			"Tumblr (zip). Items keep their IDs, so that no feed reader shows them again, and their old\n" +
			"addresses become aliases. Import never overwrites a file. You can repeat it: what content\n" +
			"has already is left alone.",
		Example: "  fil import https://old.example/feed/\n  fil import wordpress.xml --media copy\n  fil import ghost.json --old-url https://old.example/ --dry-run\n  fil import --site my-hugo-blog",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case flags.site != "" && (len(args) > 0 || cmd.Flags().Changed("media") || cmd.Flags().Changed("old-url")):
				return build.Misused("import the source by itself", "fil import --site takes no source, --media or --old-url")
			case flags.site != "":
				return a.importSite(cmd, flags)
			case len(args) == 0:
				return build.Misused("name a feed, its address or an export; or --site and a folder", "fil import needs a source")
			}
			return a.importFrom(cmd, args[0], flags)
		},
	}
	cmd.Flags().StringVar(&flags.site, "site", "", "write a site.yaml from the configuration in `DIR` of Hugo, Zola, Jekyll, Pelican, Astro or Eleventy")
	cmd.Flags().StringVar(&flags.media, "media", "keep", "keep the addresses of pictures, or copy the pictures: `keep` or copy")
	cmd.Flags().StringVar(&flags.oldURL, "old-url", "", "the `URL` at which the publication was, for exports that do not say it")
	cmd.Flags().BoolVar(&flags.dryRun, "dry-run", false, "say what would be written, and write nothing")
	cmd.Flags().BoolVar(&a.settings.verbose, "verbose", false, "print every file that is written, and every note")
	return cmd
}

// importFrom imports a source.
func (a *app) importFrom(cmd *cobra.Command, name string, flags importFlags) error {
	if flags.media != "keep" && flags.media != "copy" {
		return build.Misused("write --media keep or --media copy", "--media is keep or copy, not %q", flags.media)
	}
	if u, err := url.Parse(flags.oldURL); flags.oldURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return build.Misused("write the whole address, as in --old-url https://old.example/", "--old-url %q is no address of the web", flags.oldURL)
	}
	began, ctx := a.clock(), cmd.Context()
	fetcher := &importer.Fetcher{}
	from, err := importer.Open(ctx, name, flags.oldURL, fetcher)
	if err != nil {
		return importError(err)
	}
	a.printNote("%s is %s", name, from.Name)
	o := importer.Options{Hosts: from.Hosts(), Now: began}
	root, err := a.importInto(ctx, from, &o, flags.dryRun)
	if err != nil {
		return err
	}
	if root != nil {
		defer root.Close()
	}
	if bar := a.progress("importing"); bar != nil {
		o.Progress = func(done int) { bar(done, done) }
	}
	if flags.media == "copy" {
		o.Media = &importer.Media{Fetcher: fetcher}
	}
	report, err := importer.Run(ctx, from.Items(ctx), o)
	a.clearBars()
	if report != nil {
		a.printImport(report, flags.dryRun, began)
	}
	switch {
	case err != nil:
		return importError(err)
	case len(report.Faults) > 0:
		return errDegraded
	}
	return nil
}

// importInto opens content, with a site.yaml, and sets what an import must know of it. With dryRun it
// creates nothing, and the folder is nil if there is none.
func (a *app) importInto(ctx context.Context, from *importer.Source, o *importer.Options, dryRun bool) (root *os.Root, err error) {
	if _, missing := os.Stat(a.settings.content); dryRun && errors.Is(missing, fs.ErrNotExist) {
		fmt.Fprintln(a.stdout, "would write "+inventory.SiteFile)
		o.Site, err = source.ParseSite([]byte(from.Config().Text()), source.Overrides{DefaultBaseURL: build.DefaultBaseURL})
		return nil, err
	}
	if err := os.MkdirAll(a.settings.content, 0o755); err != nil {
		return nil, err
	}
	root, err = a.config().OpenContent()
	if err != nil {
		return nil, err
	}
	if err := a.importConfig(root, from.Config(), dryRun); err != nil {
		return root, err
	}
	listing, err := build.Identify(ctx, a.config())
	if err != nil {
		return root, err
	}
	o.Site, o.Existing = listing.Site, listing.Articles
	if !dryRun {
		o.Root = root
	}
	return root, nil
}

// importConfig writes a site.yaml with what a source says of its site, if content has none. Otherwise it
// prints what is not in it.
func (a *app) importConfig(root *os.Root, config *importer.Config, dryRun bool) error {
	if source.ExistingSite(root) != "" {
		site, err := a.config().ReadSite()
		if err == nil && len(site.Moved) == 0 && config.Moved() != "" {
			a.printNote("for readers who ask at the old addresses, write into %s: %s", inventory.SiteFile, config.Moved())
		}
		return err
	}
	if dryRun {
		fmt.Fprintln(a.stdout, "would write "+inventory.SiteFile)
		return nil
	}
	if err := source.WriteNew(root, inventory.SiteFile, config.Text()); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, "written "+inventory.SiteFile)
	return nil
}

// importSite writes a site.yaml from the configuration of another program, beside its texts.
func (a *app) importSite(cmd *cobra.Command, flags importFlags) error {
	root, err := os.OpenRoot(flags.site)
	if err != nil {
		return err
	}
	defer root.Close()
	config, err := importer.SiteOf(root.FS())
	if err != nil {
		return importError(err)
	}
	content := filepath.Join(flags.site, filepath.FromSlash(config.Content))
	if cmd.Flags().Changed("content") {
		content = a.settings.content
	}
	for _, line := range config.Took {
		fmt.Fprintln(a.stdout, feed.Visible("took "+line))
	}
	for _, line := range config.Left {
		fmt.Fprintln(a.stdout, feed.Visible("left "+line))
	}
	degraded := error(nil)
	for _, line := range config.Held {
		a.report("error", line+", and Fil would publish it", "move it out of the folder, or write draft: true into it")
		degraded = errDegraded
	}
	if flags.dryRun {
		return degraded
	}
	folder, err := os.OpenRoot(content)
	if err != nil {
		return err
	}
	defer folder.Close()
	if name := source.ExistingSite(folder); name != "" {
		return build.Failed("take it away first, or write what was taken into it", "%s exists already", filepath.Join(content, name))
	}
	if err := source.WriteNew(folder, inventory.SiteFile, config.Text()); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, "written "+filepath.ToSlash(filepath.Join(content, inventory.SiteFile)))
	a.printNote("the folder is content as it is: fil --content %s", filepath.ToSlash(content))
	return degraded
}

// importError returns an error of a source with its hint.
func importError(err error) error {
	var fault *importer.Fault
	if errors.As(err, &fault) {
		return build.Failed(fault.Hint, "%s", fault.Error())
	}
	return err
}

// printImport prints what an import has written, left out and changed.
func (a *app) printImport(r *importer.Report, dryRun bool, began time.Time) {
	verb, done := "written", "imported"
	if dryRun {
		verb, done = "would write", "would import"
	}
	limit := maxNamed
	if a.settings.verbose {
		limit = math.MaxInt
	}
	for n, note := range r.Notes {
		if n == limit {
			a.printNote("%d more; --verbose prints them", len(r.Notes)-n)
			break
		}
		a.printNote("%s", note.Error())
	}
	for _, fault := range r.Faults {
		a.report("error", "left out: "+fault.Error(), fault.Hint)
	}
	if a.settings.quiet {
		return
	}
	printFirst(a.stdout, "", limit, len(r.Written), "more", func(i int) string { return verb + " " + feed.Visible(r.Written[i]) })
	fmt.Fprintf(a.stdout, "%s %d, there already %d, left out %d, in %s\n", done, len(r.Written), r.Known, len(r.Faults), round(a.clock().Sub(began)))
}
