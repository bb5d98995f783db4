package page

import _ "embed"

// Favicon is what browsers are given that ask for an icon unasked, on a site that has none: the
// sign of a feed, in two sizes.
//
//go:embed favicon.ico
var Favicon []byte
