package check

import (
	"cmp"
	"fmt"
)

// ServerRule names a rule for how a server answers when it is asked for a feed.
type ServerRule string

// The rules of servers.
const (
	Status       ServerRule = "status"
	Connection   ServerRule = "connection"
	Size         ServerRule = "size"
	Redirect     ServerRule = "redirect"
	MediaType    ServerRule = "media-type"
	TextXML      ServerRule = "text-xml"
	Charset      ServerRule = "charset"
	Validators   ServerRule = "validators"
	Unstable     ServerRule = "validators-change"
	Conditional  ServerRule = "not-modified"
	Compression  ServerRule = "compression"
	Vary         ServerRule = "vary"
	Cache        ServerRule = "cache"
	Head         ServerRule = "head"
	CORS         ServerRule = "cors"
	TLS          ServerRule = "tls"
	Rest         ServerRule = "discovery-rest"
	CacheAdvised ServerRule = "cache-advised"
	OneValidator ServerRule = "validator"
	Discovery    ServerRule = "discovery"
)

// serverKinds says what is wrong where a rule of servers is broken.
var serverKinds = map[ServerRule]*kind{
	Rest:         {"discovery-rest", Hint, "", "check the others by their addresses", "A page may name any number of feeds.", ""},
	CacheAdvised: {"cache-advised", Hint, "", "write Cache-Control: max-age=600", "Without it each cache guesses (RFC 9111 §4.2.2).", "readers see articles late, or load too often"},
	OneValidator: {"validator", Hint, "", "send both", "Some readers send the one back, some the other (RFC 9110 §8.8).", "your readers' data plans"},
	Status:       {"status", Error, "HttpError", "have the server answer 200", "Readers ask for this address.", "every reader"},
	Connection:   {"connection", Error, "IOError", "look whether the server runs, and its certificate is valid", "Readers ask for this address.", "every reader"},
	Size:         {"size", Error, "ValidatorLimit", "put fewer articles into the feed, and older ones into archives", "Readers stop reading long before.", "readers and aggregators that limit the size"},
	Redirect:     {"redirect", Hint, "TempRedirect", "subscribe people to the address behind it, or answer it there", "Some readers follow a redirect at each request, and some never.", "readers that do not follow redirects"},
	MediaType:    {"media-type", Warning, "UnexpectedContentType", "send application/rss+xml, application/atom+xml or application/feed+json, with charset=utf-8", "Readers and browsers tell a feed by it.", "readers that look at the type"},
	TextXML:      {"media-type", Hint, "TextXml", "send application/rss+xml or application/atom+xml, with charset=utf-8", "text/xml does not say that it is a feed.", ""},
	Charset:      {"charset", Hint, "", "add ; charset=utf-8", "Without it browsers show accents wrongly.", "people who open the feed in a browser"},
	Validators:   {"validators", Warning, "", "send ETag, Last-Modified or both", "Without them each reader loads the whole feed at each request (RFC 9110 §8.8).", "your server and your readers' data plans"},
	Unstable:     {"validators-change", Warning, "", "make them of the content, not of the time or the process", "They change although the feed does not, so that each reader loads it again.", "your server and your readers' data plans"},
	Conditional:  {"not-modified", Warning, "", "answer 304 to If-None-Match and to If-Modified-Since, each alone", "A reader that has the feed need not load it again (RFC 9110 §13.1).", "your server and your readers' data plans"},
	Compression:  {"compression", Hint, "Uncompressed", "compress with gzip, brotli or zstd", "Feeds shrink to a fifth.", "your readers' data plans"},
	Vary:         {"vary", Warning, "", "add Vary: Accept-Encoding", "A cache may hand compressed bytes to a reader that cannot read them (RFC 9110 §12.5.5).", "readers behind a cache"},
	Cache:        {"cache", Warning, "", "write max-age=60 to max-age=3600", "Too long, and articles are late; not at all, and caches and readers cannot share.", "readers see articles late, or load too often"},
	Head:         {"head", Warning, "", "answer HEAD as GET, without the body", "Directories and players ask so (RFC 9110 §9.3.2).", "podcast directories"},
	CORS:         {"cors", Hint, "", "send Access-Control-Allow-Origin: *", "Readers that run in a web page may not read the feed without it.", "readers in the browser"},
	TLS:          {"tls", Warning, "", "serve the feed over HTTPS", "Anybody on the way can read and change it.", "readers that want HTTPS, such as those of Apple"},
	Discovery:    {"discovery", Error, "", "add <link rel=\"alternate\" type=\"application/atom+xml\" href=\"…\"> to the page's head", "People subscribe by the address of the page (RSS autodiscovery).", "readers find no feed"},
}

// serverSections are the standards that have rules of servers; RFC 9110 has the others.
var serverSections = map[ServerRule]string{
	MediaType: "RFC 7303 §9; RFC 4287 §7", TextXML: "RFC 7303 §9", Charset: "RFC 7303 §3", Vary: "RFC 9110 §12.5.5", Conditional: "RFC 9110 §13.1", Cache: "RFC 9111 §5.2",
	CacheAdvised: "RFC 9111 §4.2.2", CORS: "Fetch, CORS protocol", TLS: "RFC 9325", Discovery: "RSS autodiscovery", Rest: "RSS autodiscovery", Size: "fil check",
	Validators: "RFC 9110 §8.8", OneValidator: "RFC 9110 §8.8", Unstable: "RFC 9110 §8.8", Head: "RFC 9110 §9.3.2", Redirect: "RFC 9110 §15.4",
}

// Server returns a finding about the answer of a server. header names the header that it is about; it may be "".
func Server(rule ServerRule, header, format string, args ...any) Finding {
	k := serverKinds[rule]
	return Finding{Severity: k.severity, Rule: "server-" + string(rule), Path: header, Offset: -1, Message: fmt.Sprintf(format, args...), Mend: k.mend, Breaks: k.breaks, W3C: k.w3c, Section: cmp.Or(serverSections[rule], "RFC 9110")}
}
