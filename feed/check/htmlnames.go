package check

import (
	"regexp"
	"strings"
)

// addressAttributes are those whose value is an address.
var addressAttributes = wordSet("href src cite poster longdesc action background data usemap xlink:href")

// unsafeElements are taken out by careful readers, with what is in them.
var unsafeElements = wordSet("applet base basefont body button embed frame frameset form head html input isindex link meta object optgroup option param " +

	"plaintext script select style textarea title")

var voidElements = wordSet("area base basefont br col embed frame hr img input link meta param source track wbr")

// mayStayOpen are elements whose end tag HTML lets authors leave out.
var mayStayOpen = wordSet("p li dt dd tr td th thead tbody tfoot colgroup option rt rp caption body html head")

var htmlElements = wordSet("a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button canvas caption " +

	"center cite code col colgroup command data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame " +
	"frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins isindex kbd keygen label legend li link main map mark marquee math menu " +
	"meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp " +
	"script search section select slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time " +
	"title tr track tt u ul var video wbr xmp")

// svgElements are elements of SVG and MathML.
var svgElements = wordSet("svg g path rect circle ellipse line polyline polygon text tspan textpath defs use symbol lineargradient radialgradient stop clippath mask " +

	"pattern marker title desc metadata switch foreignobject image a animate animatecolor animatemotion animatetransform set mpath hkern font-face font-face-name font-face-src " +
	"glyph missing-glyph math annotation annotation-xml maction maligngroup malignmark menclose merror mfenced mfrac mglyph mi mlabeledtr mlongdiv mmultiscripts mn mo " +
	"mover mpadded mphantom mprescripts mroot mrow ms mscarries mscarry msgroup msline mspace msqrt msrow mstack mstyle msub msubsup msup mtable mtd mtext mtr munder " +
	"munderover none semantics filter feblend fecolormatrix fegaussianblur femerge femergenode feoffset feflood fecomposite")

// harmless reports whether readers know an attribute, or leave it in.
func harmless(name string) bool {
	return strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "xmlns") || strings.HasPrefix(name, "xml:") ||
		htmlAttributes[name] || svgAttributes[name]
}

var htmlAttributes = wordSet("abbr accept accept-charset accesskey align allow allowfullscreen alt async autocapitalize autocomplete autofocus autoplay axis bgcolor border " +

	"bordercolor cellpadding cellspacing challenge char charoff charset checked class clear color cols colspan compact content contenteditable controls controlslist coords " +
	"crossorigin datetime decoding default dir disabled disablepictureinpicture download draggable enctype face fetchpriority for form frame frameborder galleryimg " +
	"gutter headers height hidden high hreflang hspace id imagesizes imagesrcset inert inputmode integrity is ismap itemid itemprop itemref itemscope itemtype keytype kind label " +
	"lang list loading loop loopcount loopend loopstart low lowsrc marginheight marginwidth max maxlength media method min mozallowfullscreen multiple muted name nohref nonce " +
	"noshade nowrap open optimum part pattern ping placeholder playsinline point-size popover prefix preload prompt property pqg radiogroup readonly referrerpolicy rel repeat-max " +
	"repeat-min replace required resource rev reversed role rows rowspan rules sandbox scope scrolling selected shape size sizes slot span spellcheck srclang start step summary suppress " +
	"tabindex target template title translate type typeof unselectable urn valign value vocab volume vrml vspace webkitallowfullscreen webkit-playsinline width wrap about datatype inlist")

var svgAttributes = wordSet("accent-height accumulate additive alignment-baseline alphabetic arabic-form ascent attributename attributetype baseprofile bbox begin by calcmode cap-height " +

	"class clip-path clip-rule clippathunits color-interpolation-filters color-rendering columnalign columnlines columnspacing columnspan cx cy d depth descent display displaystyle dominant-baseline " +
	"dur dx dy encoding end equalcolumns equalrows fence fill fill-opacity fill-rule filter flood-color flood-opacity focusable font-family font-size font-stretch font-style font-variant " +
	"font-weight fontstyle fontweight frame from fx fy g1 g2 glyph-name gradientunits gradienttransform hanging height horiz-adv-x horiz-origin-x ideographic k keypoints keysplines keytimes letter-spacing linethickness lspace " +
	"marker-end marker-mid marker-start markerheight markerunits markerwidth mask maskunits mathbackground mathcolor mathematical mathsize mathvariant maxsize minsize notation offset opacity open orient origin other overline-position " +
	"overline-thickness panose-1 path pathlength patternunits patterntransform points preserveaspectratio r refx refy repeatcount repeatdur requiredextensions requiredfeatures restart rotate rowalign " +
	"rowlines rowspacing rowspan rspace rx ry scriptlevel selection separator separators shape-rendering slope spacing stemh stemv stop-color stop-opacity stretchy strikethrough-position " +
	"strikethrough-thickness stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width systemlanguage text-anchor text-decoration text-rendering to transform transform-origin " +
	"u1 u2 underline-position underline-thickness unicode unicode-range units-per-em values vector-effect version viewbox visibility width widths word-spacing x x-height x1 x2 xlink:actuate xlink:arcrole xlink:role " +
	"xlink:show xlink:title xlink:type y y1 y2 zoomandpan")

// The properties and values of CSS that readers leave in: none of them loads, hides or moves anything.
var (
	safeProperties = wordSet("azimuth background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse border-color " +
		"border-left border-left-color border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top " +
		"border-top-color border-top-style border-top-width border-width caption-side clear color cursor direction display elevation empty-cells float font font-family font-size font-style font-variant font-weight " +
		"height hyphens letter-spacing line-height list-style list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width object-fit overflow padding padding-bottom padding-left " +
		"padding-right padding-top page-break-after page-break-before page-break-inside pause pause-after pause-before pitch pitch-range quotes richness speak speak-header speak-numeral speak-punctuation " +
		"speech-rate stress tab-size text-align text-decoration text-indent text-transform unicode-bidi vertical-align voice-family volume white-space width word-break word-spacing word-wrap overflow-wrap " +
		"fill fill-opacity fill-rule stroke stroke-linecap stroke-linejoin stroke-opacity stroke-width opacity stop-color stop-opacity aspect-ratio gap columns column-count column-gap")
	loadsOrRuns = regexp.MustCompile(`(?i)url\s*\(|expression\s*\(|javascript:|@import|behavior|-moz-binding|\\`)
)

// unsafeStyle returns the declaration of a style attribute that readers take out, "" if there is none.
func unsafeStyle(style string) string {
	for declaration := range strings.SplitSeq(style, ";") {
		property, text, ok := strings.Cut(declaration, ":")
		property = strings.ToLower(strings.TrimSpace(property))
		switch {
		case property == "" && !ok:
		case !ok, !safeProperties[property] && !strings.HasPrefix(property, "--"), loadsOrRuns.MatchString(text):
			return strings.TrimSpace(declaration)
		}
	}
	return ""
}
