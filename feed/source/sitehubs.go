package source

import (
	"slices"

	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// readTargets reads a list of addresses that are notified of changes, without duplicates.
func readTargets(into *[]string, v *frontmatter.Value, key string) error {
	targets, err := v.Strs(key)
	if err != nil {
		return err
	}
	for _, target := range targets {
		u, err := plaintext.WebURL(target)
		if err != nil {
			return frontmatter.Errorf(v.Line, "write its whole address, as in https://hub.example.org/", "%s: %q: %v", key, target, err)
		}
		if !slices.Contains(*into, u) { // each is notified once
			*into = append(*into, u)
		}
	}
	return nil
}
