package build

import (
	"errors"
	"io/fs"

	"fil/feed/page"
)

// ThemeFolder is the folder of content in which a site keeps the files that replace the built-in theme's.
const ThemeFolder = "_theme"

// loadTheme loads what pages look like. Where that cannot be, it says why.
func loadTheme(fsys fs.FS) (*page.Theme, *page.ThemeError) {
	over, err := fs.Sub(fsys, ThemeFolder)
	if err == nil {
		var theme *page.Theme
		if theme, err = page.Load(over); err == nil {
			return theme, nil
		}
	}
	var wrong *page.ThemeError
	if !errors.As(err, &wrong) {
		wrong = &page.ThemeError{File: ".", Message: err.Error()}
	}
	return nil, wrong
}

// themeSum is another one when anything about a theme is.
func themeSum(theme *page.Theme, wrong *page.ThemeError) (sum [32]byte) {
	if theme != nil {
		return theme.Sum()
	}
	copy(sum[:], wrong.Error())
	return sum
}
