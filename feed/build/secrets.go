package build

import (
	"fmt"
	"path/filepath"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/inventory"
	"fil/feed/store/bucket"
)

// checkSecrets returns an error if a file with a secret, as site.yaml names it, is in a folder that is published.
func (c Config) checkSecrets(site *feed.Site) error {
	type secret struct{ key, file string }
	var secrets []secret
	for _, w := range site.Webhooks {
		secrets = append(secrets, secret{"webhooks", w.SecretFile})
	}
	for _, p := range site.Posts {
		secrets = append(secrets, secret{"posts", p.TokenFile})
	}
	for _, s := range secrets {
		for _, folder := range []string{c.Content, c.Dist} {
			if !bucket.IsAddress(folder) && isIn(s.file, folder) {
				return &source.SiteError{Problem: feed.Problem{Path: inventory.SiteFile, Line: site.Lines[s.key], Message: fmt.Sprintf("%s: %s is in %s, and would be published", s.key, s.file, folder),
					Hint: "move it out, and if the site was published with it, make another secret"}}
			}
		}
	}
	return nil
}

// isIn reports whether a file is in a folder, by their names as they are given or with symbolic links resolved.
func isIn(file, folder string) bool {
	return isBelow(file, folder) || isBelow(resolved(file), resolved(folder))
}

// isBelow reports whether a file is in a folder, by their names.
func isBelow(file, folder string) bool {
	file, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return false
	}
	rest, err := filepath.Rel(folder, file)
	return err == nil && filepath.IsLocal(rest)
}

// resolved returns a name with its symbolic links resolved. A name that does not exist is returned as it is.
func resolved(name string) string {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return name
	}
	return real
}
