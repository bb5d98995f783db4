package page

import _ "embed"

// Favicon is the icon, in two sizes, for a site without one of its own: browsers request
// /favicon.ico even if no page names it. It shows the feed symbol.
//
//go:embed favicon.ico
var Favicon []byte
