package build

import (
	"errors"
	"io/fs"

	"fil/feed/page"
)

// ThemeFolder is the folder of content whose files replace files of the built-in theme.
const ThemeFolder = "_theme"

// loadTheme loads the built-in theme with the files of ThemeFolder in place of its own. If it cannot
// be loaded, the theme is nil and the error says why.
func loadTheme(fsys fs.FS) (*page.Theme, *page.ThemeError) {
	files, err := fs.Sub(fsys, ThemeFolder)
	if err == nil {
		var theme *page.Theme
		theme, err = page.Load(files)
		if err == nil {
			return theme, nil
		}
	}
	var themeError *page.ThemeError
	if !errors.As(err, &themeError) {
		themeError = &page.ThemeError{File: ".", Message: err.Error()}
	}
	return nil, themeError
}

// themeSum returns a hash of the theme or, if it could not be loaded, the first 32 bytes of the error.
// Pages are rendered again when it changes.
func themeSum(theme *page.Theme, themeError *page.ThemeError) (sum [32]byte) {
	if theme != nil {
		return theme.Sum()
	}
	copy(sum[:], themeError.Error())
	return sum
}
