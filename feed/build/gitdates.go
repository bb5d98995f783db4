package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// gitDates are the dates of the commits of files, of the repository that has the content folder.
type gitDates struct {
	head  string // the commit of which the dates are
	files map[string]commitDates
}

// commitDates are when a file was first and last committed.
type commitDates struct{ first, last time.Time }

// of returns the dates of a file of content; zero times if it was never committed.
func (g *gitDates) of(path string) (first, last time.Time) {
	d := g.files[path]
	return d.first, d.last
}

// refresh reads the dates anew if there was a commit since the last call, and returns the last commit. The
// error is an [*Error] if the content folder is not in a whole repository.
func (g *gitDates) refresh(ctx context.Context, content string) (head string, err error) {
	out, err := git(ctx, content, "rev-parse", "HEAD", "--is-shallow-repository")
	if err != nil {
		return "", err
	}
	head, shallow, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if shallow == "true" {
		return "", Misused("fetch all of it: git fetch --unshallow, or fetch-depth: 0 for actions/checkout",
			"dates: git: this clone is shallow, so that the dates of first commits are not known")
	}
	if head == g.head {
		return head, nil
	}
	// The newest commit comes first. Each is a line of %x01 and its time, and files with NUL between.
	out, err = git(ctx, content, "-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "diff.renameLimit=0", "log", "-O/dev/null", "--format=%x01%at", "--name-status", "-z", "--relative", "-M", "--diff-filter=ACMRT", "--", ".")
	if err != nil {
		return "", err
	}
	g.head, g.files = head, parseLog(out)
	return head, nil
}

// git runs a command of git in a folder, and returns its output.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { // a hook of another repository may have called Fil
		return strings.HasPrefix(v, "GIT_DIR=") || strings.HasPrefix(v, "GIT_WORK_TREE=") || strings.HasPrefix(v, "GIT_INDEX_FILE=") || strings.HasPrefix(v, "GIT_PREFIX=")
	})
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, Misused("install git, or leave dates: git out", "dates: git: there is no git on this machine")
	case err != nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		message, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return nil, Misused("keep content in a git repository with a commit, or leave dates: git out", "dates: git: %s", message)
	}
	return out, nil
}

// parseLog reads the output of git log in refresh. A file that was renamed has the dates of its former name,
// too.
func parseLog(out []byte) map[string]commitDates {
	files, later := map[string]commitDates{}, map[string]string{} // later has the present names of files by their former ones
	for commit := range bytes.SplitSeq(out, []byte{1}) {
		fields := strings.Split(string(commit), "\x00")
		seconds, err := strconv.ParseInt(strings.TrimSpace(fields[0]), 10, 64)
		if err != nil {
			continue
		}
		at := time.Unix(seconds, 0)
		if at.Year() < 1971 || at.Year() > 9999 { // of a clock that was not set
			continue
		}
		for i := 1; i < len(fields); {
			status := strings.TrimSpace(fields[i])
			names := 1
			if strings.HasPrefix(status, "R") || strings.HasPrefix(status, "C") {
				names = 2
			}
			if status == "" || i+names >= len(fields) {
				break
			}
			name := fields[i+names]
			now, renamed := later[name]
			if !renamed {
				now = name
			}
			d := files[now]
			if d.last.Before(at) { // a commit that was moved may be older than the one before it
				d.last = at
			}
			if d.first.IsZero() || at.Before(d.first) {
				d.first = at
			}
			files[now] = d
			if strings.HasPrefix(status, "R") {
				later[fields[i+1]] = now
			}
			i += 1 + names
		}
	}
	return files
}

// gitScope returns the commit on which the dates of a site depend, "" if they depend on none.
func (c Config) gitScope(ctx context.Context, site *feed.Site) (string, error) {
	if !site.GitDates {
		return "", nil
	}
	head, err := c.dates.refresh(ctx, c.Content)
	if err != nil {
		return "", fmt.Errorf("reading dates: %w", err)
	}
	return head, nil
}
