package websub

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
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

// ErrPrivate is the error for a target at a private address.
var ErrPrivate = fmt.Errorf("%w; allow_private_hubs: true allows that", dial.ErrPrivate)

func newClient(private func() bool) *client {
	anywhere := func(string) bool { return private != nil && private() }
	return &client{onMoved: func(string, string) {}, http: &http.Client{
		Timeout: answerTimeout,
		Transport: &http.Transport{DialContext: dial.Public(anywhere), ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: 10 * time.Second, MaxIdleConns: maxSubscribers, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		// doRedirected follows them: http.Client would turn a redirected POST into a GET.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// failure says why a ping was not accepted.
type failure struct {
	err        error
	status     int           // of the answer, 0 if there was none
	body       []byte        // the beginning of the answer
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

// wait returns how long a ping waits for its retry: it doubles each time. Retry-After can make it longer, for a subscriber
// up to maxWait.
func (f *failure) wait(p Ping) time.Duration {
	wait := maxWait
	if p.Tries < 16 {
		wait = min(maxWait, firstWait<<p.Tries)
	}
	if p.Kind.OfSubscriber() {
		return max(wait, min(f.retryAfter, maxWait))
	}
	return max(wait, f.retryAfter)
}

// pointless returns a failure for a ping that need not be sent.
func pointless() *failure { return &failure{err: ErrNothing} }

// answer is the beginning of what a target has answered, and the error that cut it.
type answer struct {
	text []byte
	err  error
}

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 10

// request is a request to a target.
type request struct {
	method, url string
	header      http.Header // Content-Type, if there is a body, and more
	body        []byte
}

// form returns a request that posts a form.
func form(target string, values url.Values) request {
	return request{http.MethodPost, target, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(values.Encode())}
}

// get returns a GET request for an address with parameters appended to its query.
func get(target string, parameters url.Values) (request, error) {
	u, err := url.Parse(target)
	if err != nil {
		return request{}, err
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += parameters.Encode()
	return request{method: http.MethodGet, url: u.String()}, nil
}

// do sends a request, and returns the answer if its status is one of success. It follows no redirect.
func (c *client) do(ctx context.Context, q request) (answer, *failure) {
	response, failed := c.exchange(ctx, q)
	if failed != nil {
		return answer{}, failed
	}
	return read(response)
}

// doRedirected is do, but follows one redirect.
func (c *client) doRedirected(ctx context.Context, q request) (answer, *failure) {
	response, failed := c.exchange(ctx, q)
	if failed == nil {
		if to := movedTo(response); to != "" {
			response.Body.Close()
			if response.StatusCode != http.StatusTemporaryRedirect {
				c.onMoved(q.url, to)
			}
			q.url = to
			response, failed = c.exchange(ctx, q)
		}
	}
	if failed != nil {
		return answer{}, failed
	}
	return read(response)
}

// read reads an answer, and closes it.
func read(response *http.Response) (answer, *failure) {
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	status := response.StatusCode
	if status >= 200 && status < 300 {
		return answer{text, err}, nil
	}
	failed := &failure{err: refusal(response.Status, text), status: status, body: text}
	if status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500 {
		failed.temporary, failed.retryAfter = true, parseRetryAfter(response.Header.Get("Retry-After"), time.Now())
	}
	return answer{}, failed
}

// exchange sends one request. The answer may be a redirect.
func (c *client) exchange(ctx context.Context, q request) (*http.Response, *failure) {
	r, err := http.NewRequestWithContext(ctx, q.method, q.url, bytes.NewReader(q.body))
	if err != nil {
		return nil, &failure{err: err}
	}
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, &failure{err: fmt.Errorf("%q is neither http nor https", r.URL.Scheme)}
	}
	maps.Copy(r.Header, q.header)
	r.Header.Set("User-Agent", "Fil")
	response, err := c.http.Do(r)
	if errors.Is(err, dial.ErrPrivate) {
		return nil, &failure{err: ErrPrivate}
	}
	var of *url.Error
	if errors.As(err, &of) { // the log has the target beside it; the address of a webhook is a secret
		err = of.Err
	}
	if err != nil {
		return nil, &failure{err: err, temporary: true}
	}
	return response, nil
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

// pingHub tells a hub of a topic. The Recommendation does not define the fields of that request (WebSub §7):
// older hubs read hub.url, newer ones hub.topic, and both ignore unknown fields.
func (c *client) pingHub(ctx context.Context, p Ping) *failure {
	_, failed := c.doRedirected(ctx, form(p.Target, url.Values{"hub.mode": {"publish"}, "hub.url": {p.Topic}, "hub.topic": {p.Topic}}))
	return failed
}

// pingXMLRPC makes an XML-RPC call. A target that answers with a fault may not know the extended call: it gets
// the older one.
func (c *client) pingXMLRPC(ctx context.Context, p Ping) *failure {
	failed := c.callXMLRPC(ctx, p.Target, extendedPing(p))
	if failed != nil && errors.As(failed.err, new(fault)) {
		failed = c.callXMLRPC(ctx, p.Target, plainPing(p))
	}
	return failed
}

// callXMLRPC makes one call; nil means that its answer does not refuse the ping.
func (c *client) callXMLRPC(ctx context.Context, target, body string) *failure {
	answer, failed := c.doRedirected(ctx, request{http.MethodPost, target, http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, []byte(body)})
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
