// Package deploy has what Fil is run with beside a terminal: a Dockerfile, a compose file and
// manifests for Kubernetes. Its tests read them as those programs would.
package deploy

import "embed"

// Files are all of them.
//
//go:embed Dockerfile compose.yaml kubernetes.yaml
var Files embed.FS
