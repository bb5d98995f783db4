package check

// kind is a way in which a part of a document can be wrong. A rule is a kind at a place: "email" at
// the author of an item of RSS is the rule rss-item-author-email.
type kind struct {
	name     string
	severity Severity
	// w3c is the name of the message with which the W3C's validator reports the same; "" if it does not.
	w3c string
	// mend says what to do, why says what it is for, and breaks says who suffers, "" where that is not known.
	mend, why, breaks string
}

// What can be wrong with a document as XML or JSON, and with its characters.
var (
	kindSyntax = &kind{"syntax", Error, "SAXError", "close each element, quote each attribute, and write &amp; and &lt; for & and <",
		"A program that reads XML must stop at the first mistake (XML 1.0 §1.2, fatal error).", "every reader: the whole feed is lost"}
	kindEntity = &kind{"entity", Error, "UndefinedNamedEntity", "write the character itself, or its number such as &#233;",
		"XML knows only &amp; &lt; &gt; &quot; and &apos;; names such as &eacute; or &nbsp; are HTML's (XML 1.0 §4.6).", "every reader: the whole feed is lost"}
	kindCharacter = &kind{"character", Error, "SAXError", "take the character out",
		"XML forbids most control characters, even as a reference (XML 1.0 §2.2).", "every reader: the whole feed is lost"}
	kindPrefix = &kind{"prefix", Error, "MissingNamespace", "declare the prefix on the root element: xmlns:prefix=\"…\"",
		"A prefix has a meaning only by its declaration (Namespaces in XML §5).", "every reader: the whole feed is lost"}
	kindDepth = &kind{"depth", Error, "SAXError", "nest fewer elements",
		"No feed needs more than a few levels, and readers limit them.", "readers that limit the depth"}
	kindBytes = &kind{"encoding", Error, "UnicodeError", "write the document in the encoding that it declares, best UTF-8",
		"A byte that is no character of the encoding is a fatal error (XML 1.0 §4.3.3).", "every reader: the whole feed is lost"}
	kindUnknownEncoding = &kind{"encoding-unknown", Error, "UnknownEncoding", "use UTF-8, and declare it",
		"Programs must read UTF-8 and UTF-16, and may refuse all else (XML 1.0 §4.3.3).", "every reader"}
	kindRareEncoding = &kind{"encoding-rare", Hint, "NonstdEncoding", "use UTF-8",
		"Programs must read UTF-8 and UTF-16, and may refuse all else (XML 1.0 §4.3.3).", ""}
	kindNoEncoding = &kind{"encoding-missing", Hint, "MissingEncoding", "begin with <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
		"Where the server's charset says otherwise, the declaration helps.", ""}
	kindMismatch = &kind{"encoding-mismatch", Warning, "EncodingMismatch", "have the server send the charset that the document declares",
		"The charset of Content-Type and the declaration contradict each other (RFC 7303 §3).", "readers differ in whom they believe"}
	kindDoctype = &kind{"doctype", Warning, "", "take the DOCTYPE out",
		"Feeds need no document type, and many readers refuse documents that have one.", "readers that forbid a DTD, such as those built on defusedxml"}
	kindOldDoctype = &kind{"doctype-old", Warning, "DeprecatedDTD", "take the DOCTYPE out, and write characters instead of HTML's entities",
		"The document type of RSS 0.91 is not served any more.", "programs that fetch it"}
	kindSystemEntity = &kind{"entity-external", Hint, "ContainsSystemEntity", "write the text itself",
		"No reader loads external entities: they are a way to attack it.", "every reader: the text is lost"}
	kindRoot = &kind{"root", Error, "UndefinedElement", "begin with <rss version=\"2.0\">, <feed xmlns=\"http://www.w3.org/2005/Atom\">, <opml> or a JSON object",
		"The root element says what kind of feed it is.", "every reader"}
	kindTooMany = &kind{"findings", Hint, "", "mend those above first", "No more is reported of a document than a person can read.", ""}
)

// What can be wrong with elements and attributes, whatever they say.
var (
	kindMissing     = &kind{"missing", Error, "MissingElement", "add it", "The standard requires it.", ""}
	kindNoTitle     = &kind{"missing", Error, "MissingTitle", "add it", "The standard requires it.", ""}
	kindNoLink      = &kind{"missing", Error, "MissingLink", "add it", "The standard requires it.", ""}
	kindNoText      = &kind{"missing", Error, "MissingDescription", "add it", "The standard requires it.", ""}
	kindDuplicate   = &kind{"duplicate", Error, "DuplicateElement", "leave one of them", "The standard allows one.", "readers take the first or the last"}
	kindUnknown     = &kind{"unknown", Error, "UndefinedElement", "take it out, or look for a slip in its name", "The format has no such element there.", "readers that validate"}
	kindNoNamespace = &kind{"namespace-missing", Error, "NotInANamespace", "give it the prefix of a namespace", "Elements of extensions must be in a namespace (RSS 2.0, Extending RSS).", ""}
	kindForeign     = &kind{"namespace-unknown", Hint, "UnknownNamespace", "look for a slip in the namespace, unless you know a program that reads it", "Fil does not know this namespace, and compares it letter for letter.", ""}
	kindOldSpace    = &kind{"namespace-old", Error, "ObsoleteNamespace", "use http://www.w3.org/2005/Atom and Atom 1.0", "Drafts of Atom were replaced by RFC 4287 in 2005.", "readers that know Atom 1.0 only"}
	kindBadSpace    = &kind{"namespace", Error, "InvalidNamespace", "use the namespace that the standard names, letter for letter", "Readers compare namespaces letter for letter.", "every reader"}
	kindReserved    = &kind{"prefix-reserved", Warning, "ReservedPrefix", "use another prefix", "Programs that look at prefixes alone expect another namespace behind this one.", ""}
	kindText        = &kind{"text", Error, "UnexpectedText", "take the text out", "The element holds elements, not text.", ""}
	kindSpace       = &kind{"space", Error, "UnexpectedWhitespace", "take the white space out", "The standard allows no white space around the value (RFC 4287 §2).", "readers that compare IDs or parse dates strictly"}
	kindNoAttr      = &kind{"missing", Error, "MissingAttribute", "add the attribute", "The standard requires it.", ""}
	kindNoHref      = &kind{"missing", Error, "MissingHref", "add the attribute", "The standard requires it.", ""}
	kindUnknownAttr = &kind{"attribute-unknown", Error, "UnexpectedAttribute", "take it out, or look for a slip in its name", "The format has no such attribute there.", ""}
	kindEmptyAttr   = &kind{"attribute-empty", Warning, "AttrNotBlank", "give it a value, or take it out", "It says nothing.", ""}
	kindEmpty       = &kind{"empty", Warning, "NotBlank", "write something, or take the element out", "It says nothing.", "readers show an empty line"}
	kindNotEmpty    = &kind{"content", Warning, "AtomLinkNotEmpty", "take the content out", "All that it says is in its attributes.", ""}
)

// What can be wrong with a value.
var (
	kindURL = &kind{"url", Error, "InvalidLink", "write the whole address: https://example.org/…",
		"Readers have no page against which to complete a relative address.", "readers: the link leads nowhere"}
	kindFullURL = &kind{"url", Error, "InvalidFullLink", "write the whole address: https://example.org/…",
		"Readers have no page against which to complete a relative address.", "readers: the link leads nowhere"}
	kindURLAttr = &kind{"url", Error, "InvalidURLAttribute", "write the whole address: https://example.org/…",
		"Readers have no page against which to complete a relative address.", "readers: the file is not found"}
	kindURLChar = &kind{"url-character", Error, "InvalidUriChar", "write spaces and other forbidden characters as %20 and so on",
		"RFC 3986 §2 says which characters an address may have.", "readers cut the address, or refuse it"}
	kindIRI = &kind{"url-ascii", Error, "UriNotIri", "write it in ASCII: xn--… in the host, %C3%A9 in the path",
		"RSS and OPML know addresses in ASCII only.", "older readers"}
	kindScheme = &kind{"url-scheme", Warning, "SchemeNotIANARegistered", "use http or https",
		"The scheme is not registered, so that no program can follow it.", ""}
	kindRelative = &kind{"url-relative", Warning, "ContainsRelRef", "write the whole address",
		"The text is read far from your page, and readers complete addresses differently or not at all.", "readers: links and pictures are lost"}
	kindCanonical = &kind{"canonical", Warning, "NonCanonicalURI", "write it in the form that the message has, before anybody has seen the ID",
		"IDs are compared letter for letter, and programs between tidy addresses up (RFC 4287 §4.2.6.1).", "readers that show articles again"}
	kindTag = &kind{"tag", Error, "InvalidTAG", "write tag:example.org,2024:name",
		"RFC 4151 §2.1 says what a tag URI looks like.", "validators; readers compare letters only"}
	kindURN = &kind{"urn", Error, "InvalidURN", "write urn:name:value, with letters, digits and hyphens in the name",
		"RFC 8141 §2 says what a URN looks like.", "validators; readers compare letters only"}
	kindSameID = &kind{"same", Error, "DuplicateIds", "give each a different one",
		"Readers take what has the same ID for the same article.", "all readers: one of the articles is lost"}
	kindSameGUID = &kind{"same", Error, "DuplicateValue", "give each a different one",
		"Readers take what has the same guid for the same article.", "all readers: one of the articles is lost"}
	kindShortID = &kind{"short", Warning, "NotSufficientlyUnique", "use the address of the article, or a tag URI",
		"A small number is an ID of many other feeds, too; some readers compare over all feeds.", "readers that keep one list of what was read"}
	kindGUID = &kind{"guid", Error, "InvalidHttpGUID", "write isPermaLink=\"false\", or the whole address of the article",
		"A guid is taken for the article's address unless isPermaLink is false (RSS 2.0, guid).", "readers: the article leads nowhere"}
	kindPermalink = &kind{"permalink", Error, "InvalidPermalink", "write isPermaLink=\"false\"",
		"isPermaLink says that a browser can open it.", "readers: the article leads nowhere"}
	kindNoGUID = &kind{"wanted", Warning, "MissingGuid", "add a guid that never changes",
		"Without it readers guess from title and address whether an article is new.", "readers that show articles again"}

	kindDate822 = &kind{"date", Error, "InvalidRFC2822Date", "write Mon, 15 Jan 2024 09:30:00 +0100",
		"RFC 822 §5, with a year of four digits, says what a date looks like.", "readers: the article has no date, or today's"}
	kindDateForm = &kind{"date-form", Warning, "ProblematicalRFC822Date", "write Mon, 15 Jan 2024 09:30:00 +0100",
		"The standard allows it, but few programs read it.", "readers: the article has no date, or today's"}
	kindWeekday = &kind{"date-weekday", Error, "IncorrectDOW", "write the weekday of that date, or none",
		"Day of the week and date contradict each other (RFC 822 §5.2).", "strict readers"}
	kindDate3339 = &kind{"timestamp", Error, "InvalidRFC3339Date", "write 2024-01-15T09:30:00+01:00",
		"RFC 3339 §5.6 says what a date looks like.", "readers: the article has no date, or today's"}
	kindDateW3C = &kind{"date-w3c", Error, "InvalidW3CDTFDate", "write 2024-01-15 or 2024-01-15T09:30:00+01:00",
		"W3CDTF says what a date looks like.", "readers: the article has no date, or today's"}
	kindImplausible = &kind{"date-implausible", Warning, "ImplausibleDate", "look whether it is what you mean",
		"It lies in the future, or before there were feeds.", "readers keep the article on top, or hide it"}
	kindSlashDate = &kind{"undated", Warning, "SlashDate", "add lastBuildDate", "A reader cannot tell how old the number is.", ""}

	kindEmail = &kind{"email", Error, "InvalidContact", "write name@example.org (First Last), or use dc:creator for a name without address",
		"RSS wants an email address there (RSS 2.0, author); Atom, the address alone.", "readers show it as it is"}
	kindEmailForm = &kind{"email-form", Warning, "EmailFormat", "write name@example.org (First Last)",
		"Programs expect the address first, and the name in parentheses (RSS Best Practices, email addresses).", "readers show it as it is"}
	kindAddrSpec = &kind{"address", Error, "InvalidAddrSpec", "write the address alone: name@example.org",
		"RFC 4287 §3.2.3 wants an address and nothing else.", "readers show it as it is"}
	kindMailHost = &kind{"email-host", Warning, "UnknownHost", "write the whole name of the host",
		"A host without a dot is known in one network only.", ""}
	kindNameEmail = &kind{"name-email", Warning, "ContainsEmail", "put the address into <email>, or leave it out",
		"Readers show the name to everybody.", ""}

	kindLanguage = &kind{"language", Error, "InvalidLanguage", "write a tag such as fr or fr-ML",
		"BCP 47 says what a language tag looks like.", "readers that choose fonts, hyphenation or voices by it"}
	kindInteger     = &kind{"integer", Error, "InvalidInteger", "write a whole number above 0", "It counts something.", ""}
	kindPositive    = &kind{"integer", Error, "InvalidPositiveInteger", "write a whole number above 0", "It counts something.", ""}
	kindNatural     = &kind{"count", Error, "InvalidNonNegativeInteger", "write a whole number, 0 or more", "It counts something.", ""}
	kindIntegerAttr = &kind{"count", Error, "InvalidIntegerAttribute", "write a whole number", "It counts something.", "players that show or reserve the size"}
	kindIntegers    = &kind{"integers", Error, "InvalidCommaSeparatedIntegers", "write whole numbers with commas between", "It is a list of counts.", ""}
	kindFloat       = &kind{"number", Error, "InvalidFloat", "write a number such as 29.97", "It measures something.", ""}
	kindWidth       = &kind{"width", Error, "InvalidWidth", "write a whole number of pixels from 1 to 144", "RSS 2.0 says how wide a channel's image may be.", ""}
	kindHeight      = &kind{"height", Error, "InvalidHeight", "write a whole number of pixels from 1 to 400", "RSS 2.0 says how high a channel's image may be.", ""}
	kindHour        = &kind{"hour", Error, "InvalidHour", "write a whole number from 0 to 23", "It is an hour of the day in GMT (RSS 2.0, skipHours).", ""}
	kindMidnight    = &kind{"hour-midnight", Warning, "UseZeroForMidnight", "write 0", "Hours go from 0 to 23.", ""}
	kindHours       = &kind{"hours", Error, "NotEnoughHoursInTheDay", "list fewer hours", "A day has 24 of them.", ""}
	kindDay         = &kind{"day", Error, "InvalidDay", "write Monday, Tuesday, Wednesday, Thursday, Friday, Saturday or Sunday", "RSS 2.0, skipDays, has these words.", ""}
	kindDays        = &kind{"days", Error, "EightDaysAWeek", "list fewer days", "A week has 7 of them.", ""}
	kindSame        = &kind{"repeated", Error, "DuplicateValue", "leave one of them", "It is there twice.", ""}
	kindBoolAttr    = &kind{"boolean", Error, "InvalidBooleanAttribute", "write true or false", "It is a yes or no.", ""}
	kindTrueFalse   = &kind{"boolean", Error, "InvalidTrueFalse", "write true or false", "It is a yes or no.", "directories that filter by it"}
	kindYesNo       = &kind{"yes", Error, "InvalidYesNo", "write yes, or take the element out", "It is a yes or no.", "directories that filter by it"}
	kindMediaType   = &kind{"media-type", Error, "InvalidMIMEType", "write a media type such as audio/mpeg",
		"RFC 6838 §4.2 says what a media type looks like.", "players choose by it what they can play"}
	kindMediaTypeAttr = &kind{"media-type", Error, "InvalidMIMEAttribute", "write a media type such as audio/mpeg",
		"RFC 6838 §4.2 says what a media type looks like.", "players choose by it what they can play"}
	kindNoMediaType = &kind{"untyped", Warning, "MissingTypeAttr", "add type=\"…\"", "Readers have to load the content to know what it is (RFC 4287 §4.1.3.2).", ""}
	kindCloud       = &kind{"protocol", Error, "InvalidValue", "write xml-rpc, soap or http-post", "RSS 2.0, cloud, has these words.", ""}
	kindFormName    = &kind{"form-name", Error, "InvalidFormComponentName", "write letters, digits, - and _", "It becomes the name of a field in a request.", ""}
	kindVersion     = &kind{"version", Error, "InvalidRSSVersion", "write version=\"2.0\"", "The version says which elements a reader may expect.", ""}
	kindOldVersion  = &kind{"old", Warning, "ObsoleteVersion", "write version=\"2.0\"", "The version says which elements a reader may expect.", ""}
	kindOPMLVersion = &kind{"version", Error, "InvalidOPMLVersion", "write version=\"2.0\"", "The version says what a reader may expect.", ""}
	kindValue       = &kind{"value", Error, "InvalidValue", "write one of the values that the standard has", "Programs know these values only.", ""}
)

// What can be wrong with text and HTML.
var (
	kindHTML = &kind{"html", Warning, "ContainsHTML", "write plain text",
		"The element has plain text: some readers show tags and references as they are, others drop them.", "readers show <b> and &amp;eacute; to people"}
	kindUndeclared = &kind{"html-undeclared", Warning, "ContainsUndeclaredHTML", "say type=\"html\", or write plain text",
		"Without a type it is plain text (RFC 4287 §3.1.1.1), so that tags are shown as they are.", "readers show <b> to people"}
	kindAmpersand = &kind{"ampersand", Hint, "CharacterData", "write &#x26; and &#x3C; for & and <",
		"Some readers decode a title twice; this form survives it (RSS Best Practices, character data).", "readers that decode titles twice"}
	kindNotHTML = &kind{"html-broken", Warning, "NotHtml", "close what you open, and use elements and references of HTML",
		"Each reader mends broken HTML in its own way.", "readers: what follows may be lost"}
	kindScript = &kind{"script", Warning, "SecurityRisk", "take it out",
		"Scripts, forms, frames and plug-ins are taken out by every careful reader.", "readers: it is not shown"}
	kindScriptAttr = &kind{"attribute-unsafe", Warning, "SecurityRiskAttr", "take it out",
		"Readers take out attributes that they do not know.", "readers: it has no effect"}
	kindStyle = &kind{"style", Warning, "DangerousStyleAttr", "take it out, or use a harmless property",
		"Readers take out styles that could hide, move or load something.", "readers: it has no effect"}
	kindTextType = &kind{"text-type", Error, "InvalidTextType", "write text, html or xhtml",
		"A text construct has one of three types (RFC 4287 §3.1.1).", "readers show the text as it is, or not at all"}
	kindNoDiv = &kind{"div-missing", Error, "MissingXhtmlDiv", "put the text into <div xmlns=\"http://www.w3.org/1999/xhtml\">",
		"XHTML in Atom is one div (RFC 4287 §3.1.1.3).", "readers: the text is lost"}
	kindInline = &kind{"inline", Warning, "NotInline", "escape it, and say type=\"html\"",
		"With type=\"xhtml\" the markup itself stands in the feed, not escaped (RFC 4287 §3.1.1.3).", "readers show tags to people"}
	kindEscaped = &kind{"escaped", Error, "NotEscaped", "escape it, or say type=\"xhtml\"",
		"With type=\"html\" markup is escaped (RFC 4287 §3.1.1.2).", "readers: tags are lost"}
	kindBase64 = &kind{"base64", Error, "NotBase64", "write Base64, or link to the file with src",
		"Content of a type that is neither text nor XML is in Base64 (RFC 4287 §4.1.3.3).", ""}
	kindFragment = &kind{"html-type", Warning, "HtmlFragment", "say type=\"html\" or \"xhtml\"",
		"With a media type, a whole document is expected, not a piece of one (RFC 4287 §4.1.3.3).", ""}
	kindMisplaced = &kind{"xhtml-misplaced", Warning, "MisplacedXHTMLContent", "put it into <content type=\"xhtml\">",
		"HTML stands in texts only.", "readers: it is lost"}
	kindLong = &kind{"length", Warning, "TooLong", "shorten it", "Directories cut it.", "directories cut it"}
	kindBad  = &kind{"characters", Warning, "BadCharacters", "write the text in UTF-8, once", "It shows wrong letters.", "everybody sees wrong letters"}
)

// What can be wrong with what a feed says as a whole.
var (
	kindNoSelf = &kind{"self-missing", Warning, "MissingSelf", "add <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/> with the feed's own address",
		"A reader that has a copy of the feed finds the feed by it (RSS Best Practices, atom:link).", "readers that subscribe from a saved file; hubs"}
	kindNoAtomSelf = &kind{"self-missing", Warning, "MissingAtomSelfLink", "add <link rel=\"self\" href=\"…\"/> with the feed's own address",
		"A feed should have one (RFC 4287 §4.1.1).", "readers that subscribe from a saved file; hubs"}
	kindSelfElsewhere = &kind{"self-elsewhere", Warning, "SelfDoesntMatchLocation", "write the address at which the feed is",
		"Readers may subscribe to that address instead (RFC 4287 §4.2.7.2).", "readers that follow it"}
	kindSelfNotAtom = &kind{"self-type", Warning, "SelfNotAtom", "say type=\"application/atom+xml\"",
		"The link to itself leads to this very document.", ""}
	kindSameLink = &kind{"same-link", Error, "DuplicateAtomLink", "leave one of them, or say what differs with type or hreflang",
		"There may be one link to another form of the same in one type and language (RFC 4287 §4.1.1).", "readers take the first or the last"}
	kindRel = &kind{"relation", Warning, "UnregisteredAtomLinkRel", "use a relation that is registered, or an address of your own",
		"Programs know relations that are registered with IANA (RFC 4287 §4.2.7.2).", ""}
	kindNoContent = &kind{"content-missing", Error, "MissingContentOrAlternate", "add content, or a link with rel=\"alternate\"",
		"An entry without content must lead to a page (RFC 4287 §4.1.2).", "readers have nothing to show"}
	kindNoSummary = &kind{"summary-missing", Error, "MissingSummary", "add a summary",
		"Content that is elsewhere or no text needs one (RFC 4287 §4.1.2).", "readers have nothing to show"}
	kindNoSource = &kind{"expected", Warning, "MissingSourceElement", "add it", "A source should have what its feed must have (RFC 4287 §4.2.11).", ""}
	kindNothing  = &kind{"text-missing", Error, "ItemMustContainTitleOrDescription", "add a title or a description", "At least one of them must be there (RSS 2.0, elements of item).", "readers have nothing to show"}
	kindTwice    = &kind{"twice", Warning, "DuplicateSemantics", "leave the element of RSS itself", "Two elements say the same, perhaps differently.", "readers take the one or the other"}
	kindItemDup  = &kind{"twice", Warning, "DuplicateItemSemantics", "leave the element of RSS itself", "Two elements say the same, perhaps differently.", "readers take the one or the other"}
	kindTextDup  = &kind{"text-twice", Warning, "DuplicateDescriptionSemantics", "leave one of them", "Two elements have the text.", "readers take the one or the other"}
	kindOrder    = &kind{"order", Warning, "NeedDescriptionBeforeContent", "put description before content:encoded",
		"Some readers keep the last of both as the text (RSS Best Practices, content:encoded).", "readers that show the summary instead of the text"}
	kindImageTitle     = &kind{"differs", Warning, "ImageTitleDoesntMatch", "write what the channel has", "They should be the same (RSS 2.0, image).", ""}
	kindImageLink      = &kind{"differs", Warning, "ImageLinkDoesntMatch", "write what the channel has", "They should be the same (RSS 2.0, image).", ""}
	kindImageType      = &kind{"format", Warning, "ImageUrlFormat", "use a GIF, JPEG or PNG", "RSS 2.0, image, names these.", ""}
	kindNoLanguage     = &kind{"advised", Hint, "MissingDCLanguage", "add <language>fr</language>", "Readers choose fonts, hyphenation and voices by it.", ""}
	kindCommentRSS     = &kind{"spelling", Warning, "CommentRSS", "write wfw:commentRss", "The namespace has this spelling.", ""}
	kindBlink          = &kind{"blink", Error, "NoBlink", "take it out", "The element has no meaning any more.", ""}
	kindOldWiki        = &kind{"namespace-moved", Warning, "ObsoleteWikiNamespace", "use http://purl.org/rss/1.0/modules/wiki/", "The namespace has moved.", ""}
	kindRDF            = &kind{"rdf", Error, "InvalidRDF", "write elements or text, not both", "RDF knows no mixture of both.", ""}
	kindUndeterminable = &kind{"vocabulary", Warning, "UndeterminableVocabulary", "use the namespace http://purl.org/rss/1.0/", "Without a namespace it is not known which RSS it is.", ""}
)

// What can be wrong with the order and the number of things.
var (
	kindMisplacedItem = &kind{"items-first", Hint, "MisplacedItem", "put the items behind all other elements of the channel",
		"Programs that read a feed as it comes know the channel then (RSS Best Practices, item).", ""}
	kindTextInput = &kind{"discouraged", Hint, "AvoidTextInput", "take it out", "Hardly any reader shows it (RSS Best Practices, textInput).", ""}
	kindPrefixed  = &kind{"prefixed", Hint, "AvoidNamespacePrefix", "declare the namespace of the feed as the default: xmlns=\"…\"",
		"Programs that look at names alone do not find prefixed elements.", "simple readers"}
	kindUnusual = &kind{"prefix-unusual", Hint, "NonstdPrefix", "use the usual prefix", "Programs that look at prefixes alone do not find the elements.", "simple readers"}
	kindZero    = &kind{"length-empty", Error, "UseZeroForUnknown", "write 0 if the length is not known", "The length is a whole number (RSS 2.0, enclosure).", "players that show or reserve the size"}
	kindAlone   = &kind{"alone", Warning, "MediaGroupWithoutAlternatives", "put media:content into the item itself, or add another form of the same",
		"A group holds several forms of the same content (Media RSS, media:group).", ""}
	kindRestrictionType = &kind{"restriction-type", Error, "InvalidMediaRestrictionType", "write country, uri or sharing", "Media RSS knows these words.", ""}
	kindAdultValue      = &kind{"adult-value", Warning, "InvalidAdultContent", "write true or false, or use media:rating", "It is a yes or no.", ""}
	kindExpansion       = &kind{"expansion", Error, "InvalidExpansionState", "write line numbers with commas between", "It lists the lines that are expanded (OPML 2.0, head).", ""}
	kindFormat          = &kind{"show-format", Warning, "UnsupportedItunesFormat", "use .mp3, .m4a, .mp4, .m4v, .mov, .pdf or .epub",
		"Apple names these formats (Apple Podcasts, audio and video requirements).", "Apple Podcasts"}
)

// What can be wrong with what extensions say.
var (
	kindNoPodcast   = &kind{"required", Warning, "MissingItunesElement", "add it", "Podcast directories require it.", "Apple Podcasts refuses the show"}
	kindNoOwnerMail = &kind{"owner-email", Warning, "MissingItunesEmail", "add itunes:owner with itunes:email", "Directories write to this address to see whether the show is yours.", "Apple Podcasts, Spotify"}
	kindCategory    = &kind{"category", Error, "InvalidItunesCategory", "use a category of Apple's list, in its exact case", "Directories know the categories of that list only.", "Apple Podcasts refuses the show"}
	kindOldCategory = &kind{"category-old", Warning, "ObsoleteItunesCategory", "use a category of Apple's list of 2019", "Apple's list of 2019 replaced it.", "Apple Podcasts"}
	kindShowType    = &kind{"show-type", Error, "InvalidItunesChannelType", "write episodic or serial", "Directories know these words only.", ""}
	kindEpisodeType = &kind{"episode-type", Error, "InvalidItunesEpisodeType", "write full, trailer or bonus", "Directories know these words only.", ""}
	kindDuration    = &kind{"duration", Error, "InvalidDuration", "write seconds, MM:SS or HH:MM:SS", "It is the length of the episode.", "players show no length"}
	kindNotUTF8     = &kind{"encoding-podcast", Warning, "NotUTF8", "use UTF-8", "Podcast directories want UTF-8.", "Apple Podcasts"}

	kindMediaSpace  = &kind{"namespace-slash", Error, "MediaRssNamespace", "write http://search.yahoo.com/mrss/ with the slash", "Readers compare namespaces letter for letter.", "readers: pictures are lost"}
	kindMediaText   = &kind{"media-text", Error, "InvalidMediaTextType", "write plain or html", "Media RSS knows these types.", ""}
	kindMediaHash   = &kind{"hash", Error, "InvalidMediaHash", "write the hash in hexadecimal, and algo=\"md5\" or \"sha-1\"", "Media RSS knows these.", ""}
	kindExpression  = &kind{"expression", Error, "InvalidMediaExpression", "write sample, full or nonstop", "Media RSS knows these words.", ""}
	kindMedium      = &kind{"medium", Error, "InvalidMediaMedium", "write image, audio, video, document or executable", "Media RSS knows these words.", "readers: they choose by it what to show"}
	kindRole        = &kind{"role", Warning, "InvalidCreditRole", "write a role of the scheme, in lower case", "The European Broadcasting Union has a list of roles.", ""}
	kindRating      = &kind{"rating", Error, "InvalidMediaRating", "write a rating of the scheme", "Each scheme has its own ratings.", ""}
	kindCountry     = &kind{"country", Error, "InvalidCountryCode", "write codes of two letters (ISO 3166)", "It lists countries.", ""}
	kindRestriction = &kind{"relationship", Error, "InvalidMediaRestrictionRel", "write allow or deny", "Media RSS knows these words.", ""}
	kindAdult       = &kind{"replaced", Warning, "DeprecatedMediaAdult", "use media:rating", "media:rating replaced it.", ""}
	kindTime        = &kind{"time", Error, "InvalidNPTTime", "write seconds, or HH:MM:SS with a fraction", "RFC 2326 §3.6 says what a time in a film looks like.", ""}
	kindLatitude    = &kind{"latitude", Error, "InvalidLatitude", "write degrees from -90 to 90", "It is a place on earth.", ""}
	kindLongitude   = &kind{"longitude", Error, "InvalidLongitude", "write degrees from -180 to 180", "It is a place on earth.", ""}
	kindCoord       = &kind{"coordinates", Error, "InvalidCoord", "write latitude and longitude with a space between", "It is a place on earth.", ""}
	kindComma       = &kind{"coordinates-comma", Warning, "CoordComma", "write a space instead of the comma", "GeoRSS parts coordinates by spaces.", "maps"}
	kindPeriod      = &kind{"period", Error, "InvalidUpdatePeriod", "write hourly, daily, weekly, monthly or yearly", "The syndication module has these words.", ""}
	kindNoWhen      = &kind{"when", Error, "NoThrWhen", "write thr:updated", "RFC 4685 §4 renamed the attribute.", ""}

	kindHistoryEntry = &kind{"history", Warning, "FeedHistoryRelInEntry", "put the link into the feed", "Paging and archives concern feeds, not entries (RFC 5005 §3, §4).", ""}
	kindComplete     = &kind{"complete", Error, "FeedRelInCompleteFeed", "take the link out, or fh:complete", "A complete feed has no other parts (RFC 5005 §2).", "readers that fetch archives"}
	kindCurrent      = &kind{"current", Error, "CurrentNotSelfInCompleteFeed", "write the address of the feed itself", "A complete feed is the current one (RFC 5005 §2).", ""}
	kindNoCurrent    = &kind{"current-missing", Warning, "MissingCurrentInArchive", "add a link with rel=\"current\"", "An archive should lead to the feed that is subscribed to (RFC 5005 §4).", "readers that come upon the archive"}
	kindPastEnd      = &kind{"past-end", Error, "LinkPastEnd", "take the link out", "There is nothing before the first page, and nothing behind the last (RFC 5005 §3).", ""}

	kindOutlineLanguage = &kind{"outline-language", Hint, "InvalidLanguage", "write a tag such as fr or fr-ML, or leave it out", "It is the language of the feed (OPML 2.0, subscription lists).", ""}
	kindOutlineAttr     = &kind{"outline-attribute", Hint, "UnexpectedAttribute", "look for a slip in its name, unless you know a program that reads it", "Programs may add attributes of their own (OPML 2.0, outline).", ""}
	kindOutlineType     = &kind{"outline-type", Warning, "InvalidOutlineType", "write rss, link or include", "Programs know these types.", ""}
	kindNoXMLURL        = &kind{"no-feed", Error, "MissingXmlURL", "add xmlUrl with the address of the feed", "A subscription needs an address (OPML 2.0, subscription lists).", "readers: nothing is imported"}
	kindNoOutlineURL    = &kind{"no-address", Error, "MissingUrlAttr", "add url", "A link or an include needs an address (OPML 2.0).", ""}
	kindNoOutlineTitle  = &kind{"no-title", Hint, "MissingTitleAttr", "add title", "It is what the feed's own title was (OPML 2.0, subscription lists).", ""}
)
