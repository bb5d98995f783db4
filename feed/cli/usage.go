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

// examples are what help shows of each command.
var examples = map[string]string{
	"fil":         "  fil                                   publish content/ and serve it at http://localhost:8080/\n  fil preview                           look before subscribers do\n  fil build --base-url https://example.org/   publish into dist/, and end",
	"fil serve":   "  fil serve --addr :8080 --base-url https://example.org/\n  fil serve --schedule \"0 7 * * mon-fri\" --settle 2m",
	"fil preview": "  fil preview\n  fil preview --addr localhost:9000",
	"fil build":   "  fil build --dry-run                   what would subscribers see?\n  fil build --base-url https://example.org/ --host netlify\n  fil build --strict                    for CI: warnings are errors",
	"fil check":   "  fil check\n  fil check --strict --verbose",
	"fil pin":     "  fil pin",
	"fil next":    "  fil next\n  fil next --schedule \"*/15 * * * *\"",
	"fil init":    "  fil init\n  fil init --title \"Le fil\" --base-url https://example.org/ --language fr --timezone Africa/Bamako --author Awa\n  fil init --theme",
	"fil health":  "  fil health --addr localhost:8080",
	"fil version": "  fil version",
}

// describe finishes the help of a command and of those below: examples, and with each flag the
// name of its value and of its environment variable.
func describe(cmd *cobra.Command) {
	if cmd.Example == "" {
		cmd.Example = examples[cmd.CommandPath()]
	}
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
