package cli

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fil/feed/build"
	"fil/feed/source"
)

// describe finishes the help of a command and of those below: examples, and with each flag the
// name of its value and of its environment variable.
func describe(cmd *cobra.Command) {
	flags := func(f *pflag.Flag) {
		if _, done := f.Value.(named); done || f.Name == "help" || f.Name == "version" {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		f.Usage = strings.ReplaceAll(usage, "`", "") + " (" + variableOf(f.Name) + ")"
		f.Value = named{f.Value, name}
	}
	cmd.LocalFlags().VisitAll(flags)
	for _, sub := range cmd.Commands() {
		describe(sub)
	}
}

// named is the value of a flag with the name that help has for it.
type named struct {
	pflag.Value
	name string
}

// Type implements pflag.Value.
func (n named) Type() string {
	if n.name == "" { // a bool has no value in help
		return n.Value.Type()
	}
	return n.name
}

// variableOf is the environment variable of a flag.
func variableOf(flag string) string {
	return "FIL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// wrongFlag is wrong usage, with the flag that was meant, where one is near.
func wrongFlag(cmd *cobra.Command, err error) error {
	hint := "see " + cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
		known := map[string]bool{}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
		if near := source.Nearest(unknown.GetSpecifiedName(), known); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	return build.Misused(hint, "%w", err)
}

// complete lets a shell complete the values of flags that have few.
func complete(cmd *cobra.Command) {
	for name, values := range map[string][]string{"log-format": {"text", "json"}, "access-log": {"off", "combined", "json"}} {
		if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
		}
	}
	for _, sub := range cmd.Commands() {
		complete(sub)
	}
}

// prepare gives flags that were not given the values of the environment.
func (a *app) prepare(cmd *cobra.Command) (err error) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := variableOf(f.Name)
		value, ok := os.LookupEnv(name)
		if !ok || value == "" || f.Changed || err != nil || f.Name == "help" || f.Name == "version" {
			return
		}
		if set := f.Value.Set(value); set != nil {
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
	return err
}
