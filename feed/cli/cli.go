// Package cli is the command line, and the only place where the rooms are wired
// together.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/serve"
	"fil/feed/source"
)

// Exit statuses.
const (
	exitOK       = 0
	exitFailed   = 1
	exitUsage    = 2 // wrong usage, or a wrong site.yaml
	exitDegraded = 3 // published, but some article or feed was refused
)

// errDegraded ends a command that has said all there is to say.
var errDegraded = errors.New("degraded")

// app is one invocation.
type app struct {
	in             io.Reader
	stdout, stderr io.Writer
	// direct is standard error itself, where stderr are lines before it, and queues are all
	// such lines.
	direct   io.Writer
	queues   []*serve.LogQueue
	settings settings
	// clock is time.Now, unless a test sets the time.
	clock func() time.Time
	// engine is the configuration of the engine, apart from what settings say: see config.
	engine build.Config
	// rescans is how often content is looked through for changes that were not reported.
	rescans     time.Duration
	bars        []*progress
	proxies     []netip.Prefix     // that are trusted, where flags say so
	certificate *serve.Certificate // nil without HTTPS
}

// settings are the flags, each of which has an environment variable FIL_….
type settings struct {
	content, dist, state string
	quiet                bool
	logFormat            string

	addr, schedule, baseURL string
	socketMode              string // in octal
	verbose                 bool
	accept, dryRun, verify  bool
	watch                   bool
	settle                  string // a time, "" for site.yaml's
	drafts                  bool
	strict                  bool // warnings are errors
	host                    string
	serving                 bool
	offline                 bool // no request is made to other machines
	tokenFile               string
	memory                  int // MiB of files that are held
	adminAddr               string
	tlsCert, tlsKey         string
	accessLog               string
	connections, fetchLimit int
	trusted                 []string // proxies
}

// Command returns the command line, from which feed/manual writes man pages and completions.
func Command() *cobra.Command {
	a := &app{in: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: time.Now}
	return a.root()
}

// Main runs a command line, without the program's name, and returns the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return standard(stdin, stdout, stderr).run(args)
}

// standard is the app of a process of its own.
func standard(stdin io.Reader, stdout, stderr io.Writer) *app {
	return &app{in: stdin, stdout: stdout, stderr: stderr, clock: time.Now, engine: build.Config{Patience: &source.Timeouts{}}, rescans: rescanEvery}
}

// run runs a command line, and wants its results to be written.
func (a *app) run(args []string) int {
	out := &stickyWriter{Writer: a.stdout}
	a.stdout = out
	status := a.main(args)
	if out.err != nil && status == exitOK {
		a.complain("error", "writing to standard output: "+out.err.Error(), "")
		return exitFailed
	}
	return status
}

// stickyWriter keeps the first error of a writer, so that a command whose results could not be
// written ends with exit status 1.
type stickyWriter struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (l *stickyWriter) Write(p []byte) (int, error) {
	n, err := l.Writer.Write(p)
	if l.err == nil {
		l.err = err
	}
	return n, err
}

func (a *app) main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	status := a.status(root.ExecuteContext(ctx))
	a.flush()
	return status
}

// lines are written to w by somebody else, with whom whoever writes has some patience.
func (a *app) lines(w io.Writer, patience time.Duration, json bool) *serve.LogQueue {
	l := serve.NewLogQueue(w, patience, json)
	a.queues = append(a.queues, l)
	return l
}

// flush writes what was said last, if somebody reads it.
func (a *app) flush() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, l := range a.queues {
		l.Close(ctx)
	}
}

// status prints an error, and its hint where it has one.
func (a *app) status(err error) int {
	var hinted *build.Error
	var site *source.SiteError
	var flood *build.FloodError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errDegraded):
		return exitDegraded
	case errors.As(err, &hinted):
		a.complain("error", err.Error(), hinted.Hint)
		if hinted.Usage {
			return exitUsage
		}
		return exitFailed
	case errors.As(err, &flood):
		a.tellFlood(flood)
		a.complain("error", flood.Error(), acceptBuild)
		return exitFailed
	case errors.As(err, &site):
		a.complain("error", site.Error(), site.Hint)
		return exitUsage
	}
	a.complain("error", err.Error(), "")
	return exitFailed
}

// complain says what is wrong, as lines or as a record.
func (a *app) complain(kind, message, hint string) {
	if a.settings.logFormat == "json" {
		level := slog.LevelError
		if kind == "warning" {
			level = slog.LevelWarn
		}
		a.logger().Log(context.Background(), level, message, "hint", hint)
		return
	}
	fmt.Fprintf(a.stderr, "%s: %s\n", kind, visible(message))
	if hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", visible(hint))
	}
}

// visible is a text of perhaps several lines as it can be shown: only its first line begins a line.
func visible(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = feed.Visible(strings.ReplaceAll(line, "\t", "    "))
	}
	return strings.Join(lines, "\n  ")
}

// visibleAttr makes what is logged visible.
func visibleAttr(_ []string, attr slog.Attr) slog.Attr {
	switch v := attr.Value; v.Kind() {
	case slog.KindString:
		attr.Value = slog.StringValue(feed.Visible(v.String()))
	case slog.KindAny:
		switch v := v.Any().(type) {
		case error:
			attr.Value = slog.StringValue(feed.Visible(v.Error()))
		case []string:
			shown := make([]string, len(v))
			for i, s := range v {
				shown[i] = feed.Visible(s)
			}
			attr.Value = slog.AnyValue(shown)
		}
	}
	return attr
}

// note says what a user should know, and a script need not.
func (a *app) note(format string, args ...any) {
	switch message := fmt.Sprintf(format, args...); {
	case a.settings.quiet:
	case a.settings.logFormat == "json":
		a.logger().Info(message)
	default:
		fmt.Fprintln(a.stderr, "note: "+visible(message))
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "fil",
		Short: "Fil turns a folder of writing into RSS, Atom and JSON Feed, on a schedule, and serves them",
		Long: "Fil turns a folder of writing into RSS, Atom and JSON Feed, regenerates them on a\n" +
			"schedule and serves them. Without a command it does what fil serve does.",
		Args:              cobra.NoArgs,
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.prepare(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.settings.content, "content", "content", "the `DIR` with the writing and site.yaml")
	flags.StringVar(&a.settings.dist, "dist", "dist", "the `DIR` that is published")
	flags.StringVar(&a.settings.state, "state", ".fil", "the `DIR` of what fil remembers")
	flags.BoolVar(&a.settings.quiet, "quiet", false, "say nothing but errors")
	flags.StringVar(&a.settings.logFormat, "log-format", "text", "`text` or json")
	a.serveFlags(root.Flags())
	for _, cmd := range []*cobra.Command{a.serveCommand(), a.previewCommand(), a.buildCommand(), a.checkCommand(), a.pinCommand(), a.nextCommand(), a.newCommand(), a.initCommand(), a.healthCommand(), a.versionCommand()} {
		root.AddCommand(cmd)
	}
	root.Version = version()
	root.SetVersionTemplate("fil {{.Version}}\n")
	root.SetFlagErrorFunc(wrongFlag)
	strictArgs(root)
	complete(root)
	describe(root)
	return root
}

// strictArgs makes a word too many a matter of usage, with cobra's own suggestion.
func strictArgs(cmd *cobra.Command) {
	check := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil || check(cmd, args) == nil {
			return nil
		}
		hint := "see " + cmd.CommandPath() + " --help"
		if len(args) == 0 {
			return build.Misused(hint, "%s wants more: %s", cmd.CommandPath(), cmd.Use)
		}
		cmd.SuggestionsMinimumDistance = 2
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			hint = "did you mean " + cmd.CommandPath() + " " + near[0] + "?"
		}
		return build.Misused(hint, "%s takes no %q", cmd.CommandPath(), args[0])
	}
	for _, sub := range cmd.Commands() {
		strictArgs(sub)
	}
}

// logger is for what happens while fil serves.
func (a *app) logger() *slog.Logger {
	level := slog.LevelInfo
	if a.settings.quiet {
		level = slog.LevelError
	}
	if a.settings.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, &slog.HandlerOptions{Level: level, ReplaceAttr: visibleAttr}))
	}
	return slog.New(tint.NewTextHandler(a.stderr, &tint.Options{Level: level, NoColor: !isTerminal(a.stderr), TimeFormat: "2006-01-02 15:04:05", ReplaceAttr: visibleAttr}))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}
