package feed

import (
	"path"
	"strings"
)

// Claims gives each path to whoever claims it first. A path is taken by another that
// is the same but for case, that is a folder on the way to it, or that it would be a
// folder on the way to. The zero value is ready.
type Claims[T any] struct{ files, folders map[string]T }

// Claim claims a path. When it is taken, it returns who has it.
func (c *Claims[T]) Claim(name string, who T) (other T, taken bool) {
	if c.files == nil {
		c.files, c.folders = map[string]T{}, map[string]T{}
	}
	name = strings.ToLower(name)
	if other, taken = c.files[name]; taken {
		return other, true
	}
	if other, taken = c.folders[name]; taken {
		return other, true
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if other, taken = c.files[folder]; taken {
			return other, true
		}
	}
	c.files[name] = who
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if _, known := c.folders[folder]; known {
			break
		}
		c.folders[folder] = who
	}
	return other, false
}
