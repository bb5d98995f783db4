package feed

import "cmp"

// ComparePaths compares two paths in the order in which a walk lists them, folder by folder: a/b comes
// before a.md, although '/' is greater than '.'.
func ComparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
		case a[i] == '/':
			return -1
		case b[i] == '/':
			return 1
		default:
			return cmp.Compare(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b)) // a file, and a file in the folder that has replaced it
}
