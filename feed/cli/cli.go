// Package cli is the command line of Fil. It defines the commands and their flags, connects the other
// packages, and prints results.
//
//   - cli.go has [Main], which runs a command line, and the root command; usage.go completes its help
//     and reads environment variables; config.go turns flags into the configuration of the engine.
//   - Each command is in the file of its name: build.go, check.go, serve.go and so on.
//   - fil serve is a service (service.go). It runs the engine (run.go) when content changes (watch.go),
//     and sends notifications (notify.go). adapters.go connects the database to packages websub and
//     serve.
//   - output.go prints problems, notes and errors, and logs.
package cli

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

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

// errDegraded gives a command the status exitDegraded. It is not printed: the command has printed the
// problems.
var errDegraded = errors.New("degraded")

// app is one invocation of the command line.
type app struct {
	in             io.Reader
	stdout, stderr io.Writer
	// rawStderr is standard error itself while fil serve runs. Then stderr is a queue of lines for it, so
	// that a slow reader of the log does not stop the service. It is nil in other commands.
	rawStderr io.Writer
	queues    []*serve.LogQueue // all queues of lines, for flush
	settings  settings
	// clock is time.Now, unless a test sets the time.
	clock func() time.Time
	// engine is the part of the engine's configuration that is not in settings; see config.
	engine build.Config
	// rescanInterval is the constant of that name, unless a test sets it.
	rescanInterval time.Duration
	bars           []*progress        // that are on the terminal
	proxies        []netip.Prefix     // of --trusted-proxies; nil means that site.yaml says them
	certificate    *serve.Certificate // nil without HTTPS
}

// settings are the values of the flags. Each flag has an environment variable FIL_….
type settings struct {
	content, dist, state string
	quiet                bool
	logFormat            string

	addr, schedule, baseURL string
	socketMode              string // in octal
	verbose                 bool
	accept, dryRun, verify  bool
	watch                   bool
	settle                  string // a duration; "" means that of site.yaml
	drafts                  bool
	strict                  bool // warnings are errors
	host                    string
	serving                 bool // set by fil serve; not a flag
	offline                 bool // no requests to other machines, for the lengths of enclosures
	tokenFile               string
	memory                  int // for files, in MiB
	adminAddr               string
	tlsCert, tlsKey         string
	accessLog               string
	connections, fetchLimit int
	trusted                 []string // addresses of proxies
	publish                 string   // true or false; "" depends on dist
	cache                   string   // a folder
}

// Command returns the root command, from which feed/manual writes man pages and completions. It is not
// for running.
func Command() *cobra.Command {
	a := &app{in: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: time.Now}
	return a.root()
}

// Main runs a command line, without the program's name, and returns the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return newApp(stdin, stdout, stderr).run(args)
}

// newApp returns the app of a process.
func newApp(stdin io.Reader, stdout, stderr io.Writer) *app {
	return &app{in: stdin, stdout: stdout, stderr: stderr, clock: time.Now, engine: build.Config{Patience: &source.Timeouts{}}, rescanInterval: rescanInterval}
}

// run runs a command line. If its results could not be written, it fails.
func (a *app) run(args []string) int {
	out := &stickyWriter{Writer: a.stdout}
	a.stdout = out
	status := a.main(args)
	if out.err != nil && status == exitOK {
		a.report("error", "writing to standard output: "+out.err.Error(), "")
		return exitFailed
	}
	return status
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

// status reports an error, and returns the exit status for it.
func (a *app) status(err error) int {
	var hinted *build.Error
	var flood *build.FloodError
	var site *source.SiteError
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errDegraded) {
		return exitDegraded
	}
	if errors.Is(err, errLoses) || errors.Is(err, errFindings) {
		return exitFailed
	}
	if errors.Is(err, errMisused) {
		return exitUsage
	}
	message, status := err.Error(), exitFailed
	switch {
	case errors.As(err, &hinted):
		if hinted.Usage {
			status = exitUsage
		}
	case errors.As(err, &flood):
		a.printFlood(flood)
		message = flood.Error()
	case errors.As(err, &site):
		message, status = site.Error(), exitUsage
	}
	a.report("error", message, hintOf(err, acceptBuild))
	return status
}

// hintOf returns how the user can mend an error, "" if that is not known. accept is the hint for a
// publication that was refused.
func hintOf(err error, accept string) string {
	var hinted *build.Error
	var flood *build.FloodError
	var site *source.SiteError
	switch {
	case errors.As(err, &hinted):
		return hinted.Hint
	case errors.As(err, &flood):
		return accept
	case errors.As(err, &site):
		return site.Hint
	}
	return ""
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "fil",
		Short: "Fil turns a folder of writing into RSS, Atom and JSON Feed, on a schedule, and serves them",
		Long: "Fil turns a folder of writing into RSS, Atom and JSON Feed, regenerates them on a\n" +
			"schedule and serves them. Without a command it does what fil serve does.",
		Example:           "  fil                                   publish content/ and serve it at http://localhost:8080/\n  fil preview                           look before subscribers do\n  fil build --base-url https://example.org/   publish into dist/, and end",
		Args:              cobra.NoArgs,
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.readEnvironment(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.settings.content, "content", "content", "the `DIR` with the writing and site.yaml, or s3://BUCKET/PREFIX")
	flags.StringVar(&a.settings.dist, "dist", "dist", "the `DIR` that is published, or s3://BUCKET/PREFIX")
	flags.StringVar(&a.settings.state, "state", ".fil", "the `DIR` for what fil remembers between runs")
	flags.BoolVar(&a.settings.quiet, "quiet", false, "print errors only")
	flags.StringVar(&a.settings.logFormat, "log-format", "text", "the format of messages: `text` or json")
	a.serveFlags(root.Flags())
	for _, cmd := range []*cobra.Command{a.serveCommand(), a.previewCommand(), a.buildCommand(), a.checkCommand(), a.pinCommand(), a.nextCommand(), a.newCommand(), a.initCommand(), a.importCommand(), a.verifyCommand(), a.webhooksCommand(), a.readersCommand(), a.healthCommand(), a.versionCommand()} {
		root.AddCommand(cmd)
	}
	root.Version = version()
	root.SetVersionTemplate("fil {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	strictArgs(root)
	addCompletions(root)
	nameFlags(root)
	return root
}

// strictArgs makes a missing or unknown argument an error of usage, of a command and of those below
// it. The hint is the command that cobra suggests.
func strictArgs(cmd *cobra.Command) {
	check := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil || check(cmd, args) == nil {
			return nil
		}
		hint := "see " + cmd.CommandPath() + " --help"
		if len(args) == 0 {
			return build.Misused(hint, "%s needs an argument: %s", cmd.CommandPath(), cmd.Use)
		}
		cmd.SuggestionsMinimumDistance = 2
		if suggestions := cmd.SuggestionsFor(args[0]); len(suggestions) > 0 {
			hint = "did you mean " + cmd.CommandPath() + " " + suggestions[0] + "?"
		}
		return build.Misused(hint, "%s takes no %q", cmd.CommandPath(), args[0])
	}
	for _, sub := range cmd.Commands() {
		strictArgs(sub)
	}
}
