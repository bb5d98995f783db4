package websub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fil/feed/dial"
)

// client sends pings over HTTP. Unless private targets are allowed, it connects to public addresses
// only, so that site.yaml or a redirect cannot make it send requests into a private network.
type client struct {
	http *http.Client
	// onMoved is called when a target has answered with a permanent redirect.
	onMoved func(from, to string)
}

// errPrivate is the error for a target at a private address.
var errPrivate = fmt.Errorf("%w; allow_private_hubs: true allows that", dial.ErrPrivate)

func newClient(private func() bool) *client {
	anywhere := func(string) bool { return private != nil && private() }
	return &client{onMoved: func(string, string) {}, http: &http.Client{
		Timeout: answerTimeout,
		Transport: &http.Transport{DialContext: dial.Public(anywhere), ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		// post follows redirects: http.Client would turn a redirected POST into a GET.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// failure says why a ping was not accepted.
type failure struct {
	err        error
	temporary  bool          // a retry may succeed
	retryAfter time.Duration // the shortest wait that the target asked for; 0 if it did not ask
}

// Error implements error.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap is for errors.Is and errors.As.
func (f *failure) Unwrap() error { return f.err }

// message returns the error's text, "" for nil.
func (f *failure) message() string {
	if f == nil {
		return ""
	}
	return f.Error()
}

// wait returns how long to wait after a number of earlier tries: it doubles each time.
func (f *failure) wait(tries int) time.Duration {
	wait := maxWait
	if tries < 16 {
		wait = min(maxWait, firstWait<<tries)
	}
	return max(wait, f.retryAfter)
}

// send sends one ping; nil means that the target accepted it. A target of XML-RPC that answers with a fault may not
// know the extended call: it gets the older one.
func (c *client) send(ctx context.Context, p Ping) *failure {
	if !p.XMLRPC {
		_, failed := c.call(ctx, p.Target, "application/x-www-form-urlencoded", publishBody(p.Topic))
		return failed
	}
	failed := c.callXMLRPC(ctx, p.Target, extendedPing(p))
	if failed != nil && errors.As(failed.err, new(fault)) {
		failed = c.callXMLRPC(ctx, p.Target, plainPing(p))
	}
	return failed
}

// callXMLRPC makes one call; nil means that its answer does not refuse the ping.
func (c *client) callXMLRPC(ctx context.Context, target, body string) *failure {
	answer, failed := c.call(ctx, target, "text/xml; charset=utf-8", body)
	switch {
	case failed != nil:
		return failed
	case answer.err != nil:
		return &failure{err: answer.err, temporary: true}
	}
	if err := readPong(answer.text); err != nil {
		return &failure{err: err}
	}
	return nil
}

// answer is the beginning of what a target has answered, and the error that cut it.
type answer struct {
	text []byte
	err  error
}

// call posts a body, and returns the answer if its status is one of success. It follows one redirect.
func (c *client) call(ctx context.Context, target, contentType, body string) (answer, *failure) {
	response, failed := c.post(ctx, target, contentType, body)
	if failed == nil {
		if to := movedTo(response); to != "" {
			response.Body.Close()
			if response.StatusCode != http.StatusTemporaryRedirect {
				c.onMoved(target, to)
			}
			response, failed = c.post(ctx, to, contentType, body)
		}
	}
	if failed != nil {
		return answer{}, failed
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	switch status := response.StatusCode; {
	case status >= 200 && status < 300:
		return answer{text, err}, nil
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		return answer{}, &failure{err: refusal(response.Status, text), temporary: true, retryAfter: parseRetryAfter(response.Header.Get("Retry-After"), time.Now())}
	default:
		return answer{}, &failure{err: refusal(response.Status, text)}
	}
}

// post sends one request. The answer may be a redirect.
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
	if errors.Is(err, dial.ErrPrivate) {
		return nil, &failure{err: errPrivate}
	}
	if err != nil {
		return nil, &failure{err: err, temporary: true}
	}
	return answer, nil
}

// movedTo returns the address to which an answer redirects, "" if it does not. A POST may become a
// GET after 301 (RFC 9110 §15.4.2), but hubs use 301 for a new address, so it is treated like 308.
func movedTo(answer *http.Response) string {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusTemporaryRedirect:
		if to, err := answer.Location(); err == nil {
			return to.String()
		}
	}
	return ""
}

// publishBody returns the form that notifies a hub of a topic. The Recommendation does not define
// its fields (§7): older hubs read hub.url, newer ones hub.topic, and both ignore unknown fields.
func publishBody(topic string) string {
	return url.Values{"hub.mode": {"publish"}, "hub.url": {topic}, "hub.topic": {topic}}.Encode()
}

// refusal returns an error with a target's status and the first 120 bytes of its answer.
func refusal(status string, text []byte) error {
	const maxText = 120
	words := strings.Join(strings.Fields(strings.ToValidUTF8(string(text), "")), " ")
	if len(words) > maxText {
		words = strings.ToValidUTF8(words[:maxText], "") + "…"
	}
	return fmt.Errorf("%s %s", status, strconv.Quote(words))
}

// parseRetryAfter parses Retry-After (RFC 9110 §10.2.3): seconds, or a date. It returns at most
// maxAge, after which a ping is given up.
func parseRetryAfter(value string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxAge)
}
