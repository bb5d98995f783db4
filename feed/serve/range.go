package serve

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// serveContent is http.ServeContent for content of that size, but it rejects ranges of the last
// zero bytes ("bytes=-0"), which are unsatisfiable (RFC 9110 §14.1.2). It removes them from the
// request, and answers 416 if no other range is left.
func serveContent(w http.ResponseWriter, r *http.Request, modified time.Time, content io.ReadSeeker, size int64) {
	header := r.Header["Range"]
	// With If-Range, http.ServeContent may ignore the ranges and send the whole content.
	if len(header) == 0 || !strings.Contains(header[0], "-0") || r.Header["If-Range"] != nil {
		http.ServeContent(w, r, "", modified, content)
		return
	}
	var satisfiable []string
	for spec := range strings.SplitSeq(strings.TrimPrefix(header[0], "bytes="), ",") {
		if last, isSuffix := strings.CutPrefix(strings.TrimSpace(spec), "-"); !isSuffix || strings.Trim(last, "0") != "" || last == "" {
			satisfiable = append(satisfiable, spec)
		}
	}
	if len(satisfiable) == 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		http.Error(w, "416 no bytes are asked for", http.StatusRequestedRangeNotSatisfiable)
		return
	}
	r.Header["Range"] = []string{"bytes=" + strings.Join(satisfiable, ",")}
	http.ServeContent(w, r, "", modified, content)
}
