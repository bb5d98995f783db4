package markup

import (
	"strings"
)

// singleFunc translates a tag without content to Markdown. ok is false if its arguments are not enough.
type singleFunc func(t *translator, g tag) (markdown string, ok bool)

// pairedFunc translates a tag and its content, which ends at to, to Markdown.
type pairedFunc func(t *translator, g tag, to int) (string, error)

// quietTags names the tags that are dropped without a report, because they show no text.
var quietTags = set("toc tableofcontents br clear clearfix linebreak newline seo feedmeta assign set increment decrement cycle liquid break continue " +
	"extends block import from macro layout render section layouts end icon fa fas svg anchor more readmore rawhtml raw html markdown " +
	"tabs tab tabpane tabitem columns column row col grid cards card steps step center lead div span filetree details-end panel content wrap")

// singleTag returns the function for a tag without content, nil for an unknown one. name is in lower
// case, without hyphens and underscores.
func singleTag(name string) singleFunc {
	switch name {
	case "ref", "relref", "posturl", "postlink", "postpath", "link", "internallink":
		return toFile
	case "figure", "fig", "image", "img", "imgproc", "picture", "responsiveimage", "assetimg", "thumbnail", "featuredimage", "photo":
		return figure
	case "youtube", "yt", "youtubelite", "youtubeembed", "youtubeplayer":
		return embed("https://www.youtube.com/watch?v=", "id", "v", "video", "videoid", "video_id", "code")
	case "vimeo", "vimeosimple":
		return embed("https://vimeo.com/", "id", "video", "videoid")
	case "tweet", "twitter", "x", "twittersimple", "xsimple":
		return tweet
	case "instagram", "instagramsimple":
		return embed("https://www.instagram.com/p/", "id", "code")
	case "tiktok":
		return embed("https://www.tiktok.com/video/", "id")
	case "spotify":
		return embed("https://open.spotify.com/", "id")
	case "soundcloud":
		return embed("https://soundcloud.com/", "track", "id")
	case "dailymotion":
		return embed("https://www.dailymotion.com/video/", "id")
	case "bilibili":
		return embed("https://www.bilibili.com/video/", "id")
	case "peertube":
		return embed("https://")
	case "mastodon", "toot", "bluesky", "codepen", "jsfiddle", "iframe", "embed", "video", "audio", "mp3", "mp4", "pdf", "asciinema",
		"glitch", "codesandbox", "stackblitz", "googlemap", "map", "button", "btn", "assetlink", "download", "attachment":
		return address
	case "gist":
		return gist
	case "include", "includecached", "includerelative", "render", "partial":
		return include
	case "param":
		return param
	case "emoji":
		return func(_ *translator, g tag) (string, bool) {
			name := strings.Trim(g.args.first("name"), ":")
			return ":" + name + ":", name != ""
		}
	case "email", "mailto":
		return func(_ *translator, g tag) (string, bool) {
			a := g.args.first("address", "email")
			return "<" + a + ">", strings.Contains(a, "@")
		}
	case "kbd":
		return func(_ *translator, g tag) (string, bool) {
			s := strings.Join(g.args.list, " ")
			return "<kbd>" + escape(s) + "</kbd>", s != ""
		}
	}
	return nil
}

// pairedTag returns the function for a tag with content, nil for an unknown one. name is as for
// singleTag.
func pairedTag(name string) pairedFunc {
	switch name {
	case "capture":
		return captured
	case "highlight", "codeblock", "code", "sourcecode", "prism":
		return highlighted
	case "raw", "verbatim":
		return verbatim
	case "mermaid", "plantuml", "graphviz", "dot", "chart", "echarts":
		return diagram
	case "katex", "math", "latex":
		return maths
	case "quote", "blockquote", "pullquote", "epigraph", "cite":
		return quotation
	case "note", "notes", "tip", "info", "warning", "warn", "danger", "caution", "important", "success", "error", "attention", "hint",
		"alert", "notice", "admonition", "callout", "aside", "remark", "box", "message":
		return notice
	case "details", "expand", "expandable", "collapse", "collapsible", "spoiler", "accordion", "fold", "detail":
		return folded
	case "figure", "fig", "image", "img":
		return figureWith
	case "button", "btn", "link", "a":
		return linkAround
	case "video", "audio":
		return mediaWith
	}
	return nil
}
