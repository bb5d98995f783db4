package websub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// client sends pings, and reaches nobody that it should not.
type client struct {
	http *http.Client
	// moved is told of a target that has another address.
	onMoved func(from, to string)
}

// errPrivate says that a target is not out in the world. A name that leads to such an
// address is refused when it is dialled, whatever it led to before.
var errPrivate = errors.New("the address is private; allow_private_hubs: true allows that")

func newClient(private func() bool) *client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		if private != nil && private() {
			return nil
		}
		return checkPublic(address)
	}}
	return &client{onMoved: func(string, string) {}, http: &http.Client{
		Timeout: answerTimeout,
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		// Redirects are followed by post, which keeps a POST what it is.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// shared are the ranges that are nobody's in the world besides those that netip knows:
// RFC 6598, RFC 6890, RFC 2544, what was class E, and what was site-local; RFC 6052 and RFC 3056 lead to any
// address of IPv4.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"),
}

// public is an error unless an address, with its port, is out in the world.
func checkPublic(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return errPrivate
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return errPrivate
		}
	}
	return nil
}

// failure is why a ping was not taken.
type failure struct {
	err        error
	temporary  bool          // it may be taken later
	retryAfter time.Duration // not sooner than that, as the target has said; 0 where it has not
}

// Error says why.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap is for errors.Is and errors.As.
func (f *failure) Unwrap() error { return f.err }

// message is why, "" for no failure.
func (f *failure) message() string {
	if f == nil {
		return ""
	}
	return f.Error()
}

// wait is how long to wait after so many tries before: twice as long each time.
func (f *failure) wait(tries int) time.Duration {
	wait := maxWait
	if tries < 16 {
		wait = min(maxWait, firstWait<<tries)
	}
	return max(wait, f.retryAfter)
}

// send tells one target of one topic; nil is success.
func (c *client) send(ctx context.Context, p Ping) *failure {
	body, contentType := publishBody(p.Topic), "application/x-www-form-urlencoded"
	if p.XMLRPC {
		body, contentType = pingBody(p), "text/xml; charset=utf-8"
	}
	answer, failed := c.post(ctx, p.Target, contentType, body)
	if failed == nil {
		if to := movedTo(answer); to != "" { // once
			answer.Body.Close()
			if answer.StatusCode != http.StatusTemporaryRedirect {
				c.onMoved(p.Target, to)
			}
			answer, failed = c.post(ctx, to, contentType, body)
		}
	}
	if failed != nil {
		return failed
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	switch status := answer.StatusCode; {
	case status >= 200 && status < 300 && p.XMLRPC:
		if err != nil {
			return &failure{err: err, temporary: true}
		}
		if err := readPong(text); err != nil {
			return &failure{err: err}
		}
		return nil
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		return &failure{err: refusal(answer.Status, text), temporary: true, retryAfter: retryAfter(answer.Header.Get("Retry-After"), time.Now())}
	default:
		return &failure{err: refusal(answer.Status, text)}
	}
}

// post sends one request. Its answer may be a redirect.
func (c *client) post(ctx context.Context, target, contentType, body string) (*http.Response, *failure) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		return nil, &failure{err: err}
	}
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, &failure{err: fmt.Errorf("%q is neither http nor https", r.URL.Scheme)}
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "Fil")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, &failure{err: err, temporary: !errors.Is(err, errPrivate)}
	}
	return answer, nil
}

// movedTo is the address to which an answer leads for good or for now, "" for any other answer.
// 301 is taken for what hubs mean by it, although it lets a POST become a GET (RFC 9110 §15.4.2).
func movedTo(answer *http.Response) string {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusTemporaryRedirect:
		if to, err := answer.Location(); err == nil {
			return to.String()
		}
	}
	return ""
}

// publishBody is the form that tells a hub of a topic. The Recommendation leaves it to
// hub and publisher (§7); older hubs want hub.url, newer ones hub.topic, and both take a
// field that they do not know.
func publishBody(topic string) string {
	return url.Values{"hub.mode": {"publish"}, "hub.url": {topic}, "hub.topic": {topic}}.Encode()
}

// refusal is what a target has answered, with the beginning of what it has to say.
func refusal(status string, text []byte) error {
	const enough = 120
	words := strings.Join(strings.Fields(strings.ToValidUTF8(string(text), "")), " ")
	if len(words) > enough {
		words = strings.ToValidUTF8(words[:enough], "") + "…"
	}
	return fmt.Errorf("%s %s", status, strconv.Quote(words))
}

// retryAfter reads Retry-After (RFC 9110 §10.2.3): seconds, or a date. No target may put
// off for longer than a ping lives.
func retryAfter(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxAge)
}
