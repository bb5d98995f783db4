// Package deploy has what Fil is run with beside a terminal: a Dockerfile, a compose file,
// manifests for Kubernetes, a service of systemd and a workflow for GitHub Pages. Its tests read them as those programs would.
package deploy

import "embed"

// Files are all of them.
//
//go:embed Dockerfile compose.yaml kubernetes.yaml github-pages.yaml fil.service
var Files embed.FS
