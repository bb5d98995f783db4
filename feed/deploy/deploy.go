// Package deploy embeds the files for running Fil unattended: a Dockerfile, a compose file, manifests
// for Kubernetes, a systemd service and a workflow for GitHub Pages. Its tests check their syntax, and
// that fil serve has each environment variable that they set.
package deploy

import "embed"

// Files contains all of them at its top level.
//
//go:embed Dockerfile compose.yaml kubernetes.yaml github-pages.yaml fil.service
var Files embed.FS
