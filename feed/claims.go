package feed

import (
	"path"
	"strings"
)

// Claims assigns each path to the first owner that claims it. A claim conflicts with an earlier one if
// the paths are equal, or if one is a folder of the other; case is ignored. The zero value is ready to
// use.
type Claims[T any] struct {
	files   map[string]T // owners by path
	folders map[string]T // one owner of a path in each folder
}

// Claim claims a path for an owner. If the path conflicts with an earlier claim, it claims nothing and
// returns the owner of that one.
func (c *Claims[T]) Claim(name string, owner T) (earlier T, taken bool) {
	if c.files == nil {
		c.files, c.folders = map[string]T{}, map[string]T{}
	}
	name = strings.ToLower(name)
	if first, taken := c.files[name]; taken {
		return first, true
	}
	if first, taken := c.folders[name]; taken {
		return first, true
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if first, taken := c.files[folder]; taken {
			return first, true
		}
	}
	c.files[name] = owner
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if _, added := c.folders[folder]; added {
			break
		}
		c.folders[folder] = owner
	}
	return earlier, false
}
