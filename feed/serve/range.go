package serve

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// serveContent is http.ServeContent for content of that size, but for ranges of no bytes at the
// end ("bytes=-0"): these cannot be satisfied (RFC 9110 §14.1.2), and where nothing else is asked
// for the answer is 416.
func serveContent(w http.ResponseWriter, r *http.Request, modified time.Time, content io.ReadSeeker, size int64) {
	header := r.Header["Range"]
	if len(header) == 0 || !strings.Contains(header[0], "-0") || r.Header["If-Range"] != nil { // which may ask for the whole
		http.ServeContent(w, r, "", modified, content)
		return
	}
	var kept []string
	for spec := range strings.SplitSeq(strings.TrimPrefix(header[0], "bytes="), ",") {
		if last, suffix := strings.CutPrefix(strings.TrimSpace(spec), "-"); !suffix || strings.Trim(last, "0") != "" || last == "" {
			kept = append(kept, spec)
		}
	}
	if len(kept) == 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		http.Error(w, "416 no bytes are asked for", http.StatusRequestedRangeNotSatisfiable)
		return
	}
	r.Header["Range"] = []string{"bytes=" + strings.Join(kept, ",")}
	http.ServeContent(w, r, "", modified, content)
}
