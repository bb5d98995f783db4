// Package deploy embeds the files for running Fil unattended: a Dockerfile, a compose file, manifests
// for Kubernetes with a folder and with a bucket, configurations of nginx, Caddy, CloudFront and Cloudflare in
// front of it, a systemd service and a workflow for GitHub Pages. Its tests check their syntax, and
// that fil serve has each environment variable that they set.
//
// # What it costs to serve ten million subscribers
//
// Ten million feed readers that ask once an hour make 7,200 million requests in a month of 30 days, 2,778 a
// second. The answers come from a CDN, which asks a server of Fil when an answer is older than Cache-Control
// allows: a minute. Sizes were measured with a feed of 20 articles of 400 words: an answer with the feed in gzip
// has 25,583 bytes with its header, an answer that it has not changed (304) has 250.
//
// With Fil, a feed has another entity tag only after an article was published. The table assumes that
// 95 % of the requests get a 304. A program that writes all feeds anew at each of 96 builds a day, with the
// time of the build in them, gives each of them other tags: whoever asks once an hour gets the whole
// feed each time.
//
//	per month                  Fil             all tags change at each build
//	requests                   7,200 million   7,200 million
//	answers with the feed      360 million     7,200 million
//	bytes sent by the CDN      10.9 TB         184.2 TB
//	transfer                   $924            $11,418
//	requests at the CDN        $7,200          $7,200
//	requests at the bucket     $0.63           $0.04
//	together                   $8,124          $18,618
//
// Transfer has the list price of CloudFront for the United States and Europe: $0.085 a GB for the first
// 10 TB, $0.08 for the next 40, $0.06 for the next 100 and $0.04 for the next 350. The others are
// assumptions, for which you put in what you pay: $0.01 for 10,000 requests at the CDN, and at the bucket
// $0.005 for 1,000 requests that write and $0.0004 for 1,000 that read. At the bucket, Fil builds 96 times a
// day, with 2 requests, and publishes one article a day, with 32; each of 3 servers asks every 5 seconds. The
// other program writes one feed in three forms at each build. TestCosts computes the table.
package deploy

import "embed"

// Files contains all of them at its top level.
//
//go:embed Dockerfile compose.yaml kubernetes.yaml kubernetes-bucket.yaml kubernetes-cronjob.yaml github-pages.yaml fil.service nginx.conf Caddyfile cloudfront.yaml cloudflare.json
var Files embed.FS
