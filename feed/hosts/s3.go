package hosts

import (
	"fmt"
	"strings"
)

// s3 writes a script that uploads the folder, with the Content-Type and Cache-Control of each
// object, and empty objects that redirect.
func s3(s Site) []File {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# sh " + s3Name + " s3://BUCKET: uploads this folder; the AWS command line has to be set up\nset -eu\ncd \"$(dirname \"$0\")\"\nto=\"${1:?name the bucket, as in s3://example.org}\"\n")
	b.WriteString("aws s3 sync . \"$to\" --delete --exclude '.fil-dist/*' --exclude '_headers' --exclude '_redirects' --exclude 'fil-host.*' --exclude '*.html' --exclude 'index.html.gz' --exclude '*/index.html.gz' --exclude '" + assets + "*'")
	for _, f := range s.types() {
		fmt.Fprintf(&b, " --exclude '%s' --exclude '*/%s' --exclude '%s.gz' --exclude '*/%s.gz'", f.Name, f.Name, f.Name, f.Name)
	}
	fmt.Fprintf(&b, "\naws s3 sync ./%s \"$to/%s\" --delete --exclude '*.gz' --cache-control '%s'\n", strings.TrimSuffix(assets, "/"), strings.TrimSuffix(assets, "/"), cacheForever)
	b.WriteString("aws s3 sync . \"$to\" --delete --exclude '*' --include '*.html' --content-type 'text/html; charset=utf-8'\n")
	for _, f := range s.types() {
		fmt.Fprintf(&b, "aws s3 sync . \"$to\" --delete --exclude '*' --include '%s' --include '*/%s' --content-type '%s' --cache-control '%s'\n", f.Name, f.Name, f.Type, s.feedCaching())
	}
	for _, f := range s.Copies {
		fmt.Fprintf(&b, "aws s3 cp %s \"$to/\"%s --content-type '%s' --cache-control '%s'\n", quoteShell("./"+f.Name), quoteShell(f.Name), f.Type, s.feedCaching())
	}
	for _, r := range s.Redirects {
		if _, to := s.addresses(r); to != "" { // an address that is gone has no object
			fmt.Fprintf(&b, "aws s3api put-object --bucket \"${to#s3://}\" --key %s --website-redirect-location %s\n", quoteShell(r.From), quoteShell(to))
		}
	}
	return []File{{s3Name, b.String()}}
}

// quoteShell quotes a text as one word of a POSIX shell (Shell Command Language §2.2.2).
func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
