package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"

	"fil/feed"
	"fil/feed/serve"
)

// report prints an error or a warning, which kind names, and how to mend it. With --log-format json it
// is a record of the log.
func (a *app) report(kind, message, hint string) {
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

// visible escapes control characters in a text (see [feed.Visible]) and indents all of its lines but
// the first, so that a text from content cannot pass for another message.
func visible(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = feed.Visible(strings.ReplaceAll(line, "\t", "    "))
	}
	return strings.Join(lines, "\n  ")
}

// visibleAttr escapes the control characters in an attribute of the log.
func visibleAttr(_ []string, attr slog.Attr) slog.Attr {
	switch v := attr.Value; v.Kind() {
	case slog.KindString:
		attr.Value = slog.StringValue(feed.Visible(v.String()))
	case slog.KindAny:
		switch v := v.Any().(type) {
		case error:
			attr.Value = slog.StringValue(feed.Visible(v.Error()))
		case []string:
			attr.Value = slog.AnyValue(convert(v, feed.Visible))
		}
	}
	return attr
}

// printNote prints information that is no problem. --quiet omits it.
func (a *app) printNote(format string, args ...any) {
	switch message := fmt.Sprintf(format, args...); {
	case a.settings.quiet:
	case a.settings.logFormat == "json":
		a.logger().Info(message)
	default:
		fmt.Fprintln(a.stderr, "note: "+visible(message))
	}
}

// printProblems reports problems with their file and line. Similar ones are grouped, unless --verbose or
// --log-format json asks for each.
func (a *app) printProblems(problems []*feed.Problem) {
	log := a.logger()
	if a.settings.logFormat != "json" && !a.settings.verbose {
		problems = feed.GroupProblems(problems)
	}
	for _, p := range problems {
		kind := "error"
		if p.Warning && !a.settings.strict {
			kind = "warning"
		}
		switch {
		case a.settings.quiet && kind == "warning":
		case a.settings.logFormat == "json":
			logProblem(log, p)
		default:
			a.report(kind, p.Error(), p.Hint)
		}
	}
}

// logProblem logs a problem with its file, line and hint. Line and hint are omitted if they are not known.
func logProblem(log *slog.Logger, p *feed.Problem) {
	level, args := slog.LevelError, []any{"file", p.Path}
	if p.Warning {
		level = slog.LevelWarn
	}
	if p.Line > 0 {
		args = append(args, "line", p.Line)
	}
	if p.Hint != "" {
		args = append(args, "hint", p.Hint)
	}
	log.Log(context.Background(), level, p.Message, args...)
}

// printFirst prints the first limit of n items, each on its own line, and how many more there are.
func printFirst(w io.Writer, indent string, limit, n int, more string, item func(i int) string) {
	for i := range min(n, limit) {
		fmt.Fprintln(w, indent+item(i))
	}
	if n > limit {
		fmt.Fprintf(w, "%s… and %d %s\n", indent, n-limit, more)
	}
}

// round rounds a duration to three to five digits.
func round(d time.Duration) time.Duration {
	switch {
	case d > time.Second:
		return d.Round(10 * time.Millisecond)
	case d > time.Millisecond:
		return d.Round(100 * time.Microsecond)
	}
	return d.Round(time.Microsecond)
}

// logger returns the log: coloured text on a terminal, or JSON with --log-format json.
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
	if s, ok := w.(*stickyWriter); ok {
		w = s.Writer
	}
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// newLogQueue returns a writer that queues lines for w. A write waits up to patience for room in the
// queue, and then drops its line. json says that lines are JSON.
func (a *app) newLogQueue(w io.Writer, patience time.Duration, json bool) *serve.LogQueue {
	q := serve.NewLogQueue(w, patience, json)
	a.queues = append(a.queues, q)
	return q
}

// flush waits until the queued lines are written, for a second at the most: their reader may be stuck.
func (a *app) flush() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, q := range a.queues {
		q.Close(ctx)
	}
}

// stickyWriter stores the first error of a writer.
type stickyWriter struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (w *stickyWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}
