package cli

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"fil/feed/hosts"
)

// knownHost refuses a host that is not known.
func knownHost(name string) error {
	if slices.Contains(hosts.Names(), name) {
		return nil
	}
	return fmt.Errorf("it is none of %s", strings.Join(hosts.Names(), ", "))
}

// checkHost looks at --host.
func (a *app) checkHost() error {
	if a.settings.host == "" {
		return nil
	}
	if err := knownHost(a.settings.host); err != nil {
		return misused("leave it out for any other host", "--host %q: %w", a.settings.host, err)
	}
	return nil
}

// ownForm refuses to serve a folder that was made for a static host: each feed in it would be
// another one, and every subscriber would load all again.
func (s *service) ownForm() error {
	m, err := s.house.store.Manifest()
	if err != nil {
		return err
	}
	if host := m.Host(); host != "" {
		return misused("serve another folder with --dist; or, to give the host up, build this one once without --host",
			"%s was made for %s", s.app.settings.dist, host)
	}
	return nil
}

// hostFiles reads what the author has written for static hosts, where dist is made for one.
func (r *reading) hostFiles() (map[string]string, error) {
	if r.site.HostedBy == "" {
		return nil, nil
	}
	files := map[string]string{}
	for _, asset := range r.Assets {
		if !hosts.Reads(asset.Path) {
			continue
		}
		data, err := fs.ReadFile(r.fsys, asset.Path)
		if err != nil {
			return nil, fmt.Errorf("reading what the host reads: %w", err)
		}
		files[asset.Path] = strings.TrimRight(string(data), "\n") + "\n"
	}
	return files, nil
}
