package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/check"
	"fil/feed/check/online"
)

// checkSettings are the flags of fil check.
type checkSettings struct {
	format, explain string
	profiles        []string
}

func (a *app) checkCommand() *cobra.Command {
	s := &checkSettings{}
	cmd := &cobra.Command{
		Use: "check [FEED …]", Short: "Say what is wrong with feeds or with content, and write nothing",
		Long: "Check reads feeds in RSS, Atom, JSON Feed or OPML and says what is wrong with them, where, and\n" +
			"what to do. A FEED is a file, - for standard input, the address of a feed, or the address of a\n" +
			"page, of which each feed is checked; for an address it also says what the server does wrong.\n" +
			"Without FEED, it checks the content folder and what would be published of it.",
		Example: "  fil check\n  fil check --strict dist/rss.xml\n  fil check --for apple https://example.org/feed.xml\n  fil check --explain rss-item-author-email",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch known := outputFormats(); {
			case !slices.Contains(known, s.format):
				return build.Misused("the formats are "+strings.Join(known, ", "), "there is no format %q", s.format)
			case cmd.Flags().Changed("explain") && len(args) > 0:
				return build.Misused("fil check --explain RULE alone", "--explain checks no feed")
			case cmd.Flags().Changed("explain"):
				return a.explain(s.explain)
			}
			for _, p := range s.profiles {
				if check.ProfileSource(p) == "" {
					return build.Misused("the profiles are "+strings.Join(check.Profiles(), ", "), "there is no profile %q", p)
				}
			}
			if len(args) == 0 {
				return a.checkContent(cmd.Context(), s)
			}
			return a.checkFeeds(cmd.Context(), args, s)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&s.format, "format", "text", "print findings as `FORMAT`: "+strings.Join(outputFormats(), ", "))
	flags.StringVar(&s.explain, "explain", "", "say what `RULE` is for, and what to do")
	flags.StringSliceVar(&s.profiles, "for", nil, "also check what a `DIRECTORY` documents: "+strings.Join(check.Profiles(), ", "))
	flags.Lookup("for").DefValue = "" // and not []
	flags.BoolVar(&a.settings.verbose, "verbose", false, "print every finding, also if many are alike")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(outputFormats(), cobra.ShellCompDirectiveNoFileComp)) // the flags are there
	_ = cmd.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(check.Profiles(), cobra.ShellCompDirectiveNoFileComp))
	a.strictFlag(cmd)
	return cmd
}

// explain prints what a rule is for.
func (a *app) explain(rule string) error {
	e, ok := check.Explain(rule)
	if !ok {
		return build.Misused("fil check prints the name of a rule behind each finding", "there is no rule %q", rule)
	}
	fmt.Fprintf(a.stdout, "%s (%s)\n%s\nmend: %s\n", rule, e.Severity, e.Why, e.Mend)
	if e.Breaks != "" {
		fmt.Fprintf(a.stdout, "breaks: %s\n", e.Breaks)
	}
	if e.W3C != "" {
		fmt.Fprintf(a.stdout, "the W3C's validator calls it %s\n", e.W3C)
	}
	return nil
}

// checkContent checks the content folder and the publication that would be made of it.
func (a *app) checkContent(ctx context.Context, s *checkSettings) error {
	checked, err := build.Check(ctx, a.config(), check.Options{Profiles: s.profiles})
	a.clearBars()
	if err != nil {
		return err
	}
	if s.format != "text" {
		if err := printFindings(a.stdout, s.format, contentDocuments(checked, a.settings.content)); err != nil {
			return err
		}
		return a.degraded(checked.Problems)
	}
	a.printProblems(checked.Problems)
	a.printBetter(checked.Advice)
	a.printWaiting(checked.Waiting)
	if !a.settings.quiet {
		fmt.Fprintf(a.stdout, "articles %d, feeds %d, problems %d\n", checked.Articles, checked.Feeds, len(checked.Problems))
	}
	return a.degraded(checked.Problems)
}

// document is one checked document, with its name as the user gave it.
type document struct {
	name string
	*check.Report
}

// checkFeeds checks feeds. The error says that one of them has an error.
func (a *app) checkFeeds(ctx context.Context, names []string, s *checkSettings) error {
	options := check.Options{Profiles: s.profiles, Now: a.clock()}
	var documents []document
	var unread error
	for _, name := range names {
		if isAddress(name) {
			results, err := online.Check(ctx, name, options)
			if err != nil {
				return err
			}
			for _, r := range results {
				documents = append(documents, document{r.URL, r.Report})
			}
			continue
		}
		data, err := a.readFeed(ctx, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // the others are checked all the same
			unread = errors.Join(unread, err)
			a.report("error", err.Error(), hintOf(err, ""))
			continue
		}
		documents = append(documents, document{name, check.Document(data, options)})
	}
	bad := a.countFindings(documents)
	if s.format == "text" {
		a.printDocuments(documents)
	} else if err := printFindings(a.stdout, s.format, documents); err != nil {
		return err
	}
	var usage *build.Error
	switch {
	case errors.As(unread, &usage) && usage.Usage && len(documents) == 0:
		return errMisused
	case bad > 0 || unread != nil:
		return errFindings
	}
	return nil
}

// isAddress reports whether a name is the address of a document on the web.
func isAddress(name string) bool {
	u, err := url.Parse(name)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// errFindings gives a command the status exitFailed. It is not printed: the command has printed why.
var errFindings = errors.New("feeds have errors")

// errMisused gives a command the status exitUsage. It is not printed: the command has printed why.
var errMisused = errors.New("wrong usage")

// printBetter prints what would be better for readers.
func (a *app) printBetter(advice []*feed.Problem) {
	if a.settings.quiet || a.settings.logFormat == "json" {
		return
	}
	if !a.settings.verbose {
		advice = feed.GroupProblems(advice)
	}
	for _, p := range advice {
		a.report("advice", p.Error(), p.Hint)
	}
}

// countFindings returns how many findings make the exit status 1.
func (a *app) countFindings(documents []document) (bad int) {
	least := check.Error
	if a.settings.strict {
		least = check.Warning
	}
	for _, d := range documents {
		bad += len(d.AtLeast(least))
	}
	return bad
}

// maxFeed is the size above which a file is not read.
const maxFeed = 1 << 30

// readFeed reads a file, or standard input.
func (a *app) readFeed(ctx context.Context, name string) ([]byte, error) {
	if name == "-" {
		return readAll(ctx, "standard input", a.in)
	}
	if _, _, ok := strings.Cut(name, "://"); ok {
		return nil, build.Misused("give the address of a feed with http:// or https://, a file, or -", "%s is no address that fil check reads", name)
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, build.Failed("give a file, an address with https://, or - for standard input", "there is no file %s", name)
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, build.Misused("for a content folder: fil check --content "+name, "%s is a folder", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(ctx, name, f)
}

// readAll reads a document to its end, unless ctx is done before.
func readAll(ctx context.Context, name string, r io.Reader) (data []byte, err error) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		data, err = io.ReadAll(io.LimitReader(r, maxFeed+1))
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-read:
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > maxFeed {
		return nil, build.Failed("put fewer articles into the feed", "%s has more than 1 GiB", name)
	}
	return data, nil
}
