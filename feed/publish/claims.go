package publish

import (
	"path"
	"strings"
)

// claims assigns each name of dist to the first claimant. A claim conflicts with an earlier one if the
// names are equal, or if one is a folder of the other; case is ignored. The zero value is ready to use.
type claims struct {
	files   map[string]string // claimants by name
	folders map[string]string // the claimant of one name in each folder
}

// claim claims a name. If it conflicts with an earlier claim, it claims nothing and returns the
// claimant of that one.
func (c *claims) claim(name, claimant string) (earlier string, taken bool) {
	if c.files == nil {
		c.files, c.folders = map[string]string{}, map[string]string{}
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
	c.files[name] = claimant
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if _, added := c.folders[folder]; added {
			break
		}
		c.folders[folder] = claimant
	}
	return "", false
}
