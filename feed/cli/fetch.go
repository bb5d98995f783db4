package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"fil/feed/build"
	"fil/feed/store/bucket"
)

// mirrorFolder is the folder in the state folder to which content in a bucket is copied.
const mirrorFolder = "content"

// fetchContent copies content that is in a bucket to the state folder, and makes that the content folder.
// Runs copy again what has changed. It does nothing for commands that read no content, and returns an
// error for those that write into it.
func (a *app) fetchContent(cmd *cobra.Command) error {
	if !bucket.IsAddress(a.settings.content) {
		return nil
	}
	switch cmd.Name() {
	case "version", "health", "help":
		return nil
	case "new", "init", "import", "pin":
		return build.Misused("work in a folder, and copy it to the bucket", "fil %s writes into content, which is a bucket", cmd.Name())
	case "fil", "serve":
		if !a.publishes() {
			return nil
		}
	}
	ctx := cmd.Context()
	address, err := bucket.ParseAddress(a.settings.content)
	if err != nil {
		return err // checkFolders has checked it
	}
	if dist, err := bucket.ParseAddress(a.settings.dist); err == nil && (dist.Holds(address) || address.Holds(dist)) {
		return build.Misused("give each a prefix of its own", "content %s and dist %s lie in each other", address, dist)
	}
	dir := filepath.Join(a.settings.state, mirrorFolder)
	mirror, err := bucket.OpenMirror(ctx, address, dir)
	if err == nil {
		err = mirror.Refresh(ctx)
	}
	if err != nil {
		return build.WrapBucketError(err)
	}
	a.settings.content, a.engine.Fetch = dir, mirror.Refresh
	return nil
}
