package cli

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fil/feed/build"
	"fil/feed/source"
	"fil/feed/store/bucket"
)

// nameFlags adds to the help of each flag, of a command and of those below it, the name of its value and
// of its environment variable.
func nameFlags(cmd *cobra.Command) {
	nameFlag := func(f *pflag.Flag) {
		if _, named := f.Value.(namedValue); named || f.Name == "help" || f.Name == "version" {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		f.Usage = strings.ReplaceAll(usage, "`", "") + " (" + variableOf(f.Name) + ")"
		f.Value = namedValue{f.Value, name}
	}
	cmd.LocalFlags().VisitAll(nameFlag)
	for _, sub := range cmd.Commands() {
		nameFlags(sub)
	}
}

// namedValue is the value of a flag, with the name that help has for such values.
type namedValue struct {
	pflag.Value
	name string
}

// Type implements pflag.Value.
func (n namedValue) Type() string {
	if n.name == "" { // a bool has no value in help
		return n.Value.Type()
	}
	return n.name
}

// variableOf returns the environment variable of a flag.
func variableOf(flag string) string {
	return "FIL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// flagError makes cobra's error of a flag an error of usage. Its hint is the flag of the most similar
// name, if there is one.
func flagError(cmd *cobra.Command, err error) error {
	hint := "see " + cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
		names := map[string]bool{}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names[f.Name] = true })
		if nearest := source.Nearest(unknown.GetSpecifiedName(), names); nearest != "" {
			hint = "did you mean --" + nearest + "?"
		}
	}
	return build.Misused(hint, "%w", err)
}

// addCompletions lets a shell complete the values of --log-format and --access-log.
func addCompletions(cmd *cobra.Command) {
	for name, values := range map[string][]string{"log-format": {"text", "json"}, "access-log": {"off", "combined", "json"}} {
		if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
		}
	}
	for _, sub := range cmd.Commands() {
		addCompletions(sub)
	}
}

// readEnvironment sets the flags that are not on the command line from their environment variables. An
// empty variable counts as unset.
func (a *app) readEnvironment(cmd *cobra.Command) (err error) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := variableOf(f.Name)
		value, ok := os.LookupEnv(name)
		if !ok || value == "" || f.Changed || err != nil || f.Name == "help" || f.Name == "version" {
			return
		}
		if invalid := f.Value.Set(value); invalid != nil {
			hint := "write a number"
			if f.Value.Type() == "bool" {
				hint = "write true or false"
			}
			err = build.Misused(hint, "%s=%q cannot be read", name, value)
		}
	})
	if err == nil && a.settings.logFormat != "text" && a.settings.logFormat != "json" {
		err = build.Misused("write --log-format text or --log-format json", "unknown log format %q", a.settings.logFormat)
	}
	if err == nil {
		err = a.checkFolders()
	}
	if err == nil {
		err = a.fetchContent(cmd)
	}
	return err
}

// checkFolders returns an error if a folder is given as an address that Fil does not know: it would become
// a folder named "ftp:".
func (a *app) checkFolders() error {
	for _, folder := range []struct {
		flag, path string
		mayBe      bool // a bucket
	}{{"content", a.settings.content, true}, {"dist", a.settings.dist, true}, {"state", a.settings.state, false}} {
		scheme, _, isAddress := strings.Cut(folder.path, "://")
		switch {
		case !isAddress:
		case bucket.IsAddress(folder.path) && folder.mayBe:
			if _, err := bucket.ParseAddress(folder.path); err != nil {
				return build.Misused("write it as in --"+folder.flag+" s3://BUCKET/PREFIX?endpoint=https://s3.example.org", "--%s %s: %w", folder.flag, folder.path, err)
			}
		case folder.mayBe:
			return build.Misused("give a folder of this machine, or s3://BUCKET/PREFIX", "--%s %s: fil does not know the scheme %s", folder.flag, folder.path, scheme)
		default:
			return build.Misused("give a folder of this machine", "--%s %s is no folder", folder.flag, folder.path)
		}
	}
	return nil
}
