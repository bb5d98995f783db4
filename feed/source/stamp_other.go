//go:build !unix

package source

import (
	"io/fs"

	"fil/feed"
)

func inodeOf(fs.FileInfo, *feed.Stamp) {}
