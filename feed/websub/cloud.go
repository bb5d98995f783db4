package websub

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// cloudLease is how long a subscription of rssCloud lasts; subscribers renew it every 24 hours.
const cloudLease = 25 * time.Hour

// maxCloudTopics is the most topics of one request, and cloudTimeout the most time to verify all of them. maxAsking is the
// most requests that are handled at the same time, and maxAskingOfClient the most of one client.
const (
	maxCloudTopics    = 20
	cloudTimeout      = 15 * time.Second
	maxAsking         = 32
	maxAskingOfClient = 2
)

// Cloud answers pleaseNotify requests of rssCloud (rsscloud.co, "REST walkthrough"; protocol http-post): subscribers
// name a port and a path, and one or more topics. Each is asked before the request is answered.
type Cloud struct {
	*Hub
	mu     sync.Mutex
	asking map[netip.Addr]int // how many requests are being answered, by client
	all    int                // how many are in all
}

// NewCloud returns a Cloud with the topics, the limits and the subscriptions of a hub.
func NewCloud(h *Hub) *Cloud { return &Cloud{Hub: h, asking: map[netip.Addr]int{}} }

// begin counts a request of a client that is being answered, until end is called. It returns an error if there are too
// many.
func (c *Cloud) begin(client netip.Addr) (end func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= maxAsking || c.asking[client] >= maxAskingOfClient {
		return nil, errors.New("too many callbacks are being asked")
	}
	c.all++
	c.asking[client]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.all--
		c.asking[client]--
		if c.asking[client] == 0 {
			delete(c.asking, client)
		}
	}, nil
}

// ServeHTTP implements http.Handler. Its answer is a notifyResult, whose status is 200 also if it says that the
// request has failed.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := readForm(w, r, "ask with POST, and a form that has port, path, protocol and url1"); err != nil {
		answerRefused(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), cloudTimeout)
	defer cancel()
	result := notifyResult{Success: true, Message: "you are told of changes for 25 hours"}
	if err := c.register(ctx, r); err != nil {
		result = notifyResult{Message: err.Error()}
	}
	result.write(w, strings.Contains(r.Header.Get("Accept"), "application/json"))
}

// write answers with the result, in XML or, as newer subscribers ask, in JSON.
func (n notifyResult) write(w http.ResponseWriter, asJSON bool) {
	media, head, marshal := "text/xml; charset=utf-8", xml.Header, xml.Marshal
	if asJSON {
		media, head, marshal = "application/json", "", json.Marshal
	}
	text, err := marshal(n)
	if err != nil {
		http.Error(w, "500 "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", media)
	_, _ = w.Write(append([]byte(head), text...)) // the client may have disconnected
}

// notifyResult is the answer of an rssCloud.
type notifyResult struct {
	XMLName xml.Name `xml:"notifyResult" json:"-"`
	Success bool     `xml:"success,attr" json:"success"`
	Message string   `xml:"msg,attr" json:"msg"`
}

// register subscribes the callback of a request to its topics.
func (c *Cloud) register(ctx context.Context, r *http.Request) error {
	callback, err := c.callback(r)
	if err != nil {
		return err
	}
	topics, err := cloudTopics(r.PostForm)
	if err != nil {
		return err
	}
	client := c.Client(r)
	end, err := c.begin(client)
	if err != nil {
		return err
	}
	defer end()
	for _, topic := range topics {
		hash, found := c.Topic(topic)
		if !found {
			return fmt.Errorf("%s is no feed of this site", topic)
		}
		_, stored := c.Sender.options.Subscriptions.Subscription(CloudPing, topic, callback)
		if err := c.limits.check(client, callback, stored, time.Now()); err != nil {
			return err
		}
		if !stored {
			if err := roomFor(c.Count(callback)); err != nil {
				return err
			}
		}
		if err := c.ask(ctx, callback, topic, r.PostForm.Get("domain") != ""); err != nil {
			return err
		}
		if err := c.Sender.subscribe(Subscription{CloudPing, topic, callback, "", time.Now().Add(cloudLease)}, hash); err != nil {
			return errors.New("the subscription cannot be stored")
		}
	}
	return nil
}

// callback returns the address of the subscriber: at the domain that it names, or where the request comes from.
func (c *Cloud) callback(r *http.Request) (string, error) {
	form := r.PostForm
	scheme := "http"
	switch protocol := form.Get("protocol"); protocol {
	case "http-post", "":
	case "https-post":
		scheme = "https"
	default:
		return "", fmt.Errorf("the protocol %q is not known here: it must be http-post or https-post", protocol)
	}
	port, err := strconv.ParseUint(form.Get("port"), 10, 16)
	if err != nil || port == 0 {
		return "", errors.New("port must be a number from 1 to 65535")
	}
	if port == 443 {
		scheme = "https"
	}
	host := cmp.Or(form.Get("domain"), c.Client(r).String())
	path := "/" + strings.TrimPrefix(form.Get("path"), "/")
	callback := scheme + "://" + net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatUint(port, 10)) + path
	u, err := url.Parse(callback)
	if err != nil || u.Path == "" || u.Hostname() != strings.Trim(host, "[]") {
		return "", errors.New("domain, port and path do not make an address")
	}
	return callback, checkCallback(callback)
}

// cloudTopics returns url1, url2 and so on, or url.
func cloudTopics(form url.Values) (topics []string, err error) {
	if topic := form.Get("url"); topic != "" {
		topics = append(topics, topic)
	}
	for i := 1; form.Get("url"+strconv.Itoa(i)) != ""; i++ {
		topics = append(topics, form.Get("url"+strconv.Itoa(i)))
	}
	if len(topics) == 0 || len(topics) > maxCloudTopics {
		return nil, fmt.Errorf("url1, url2 and so on must name 1 to %d feeds", maxCloudTopics)
	}
	return topics, nil
}

// errNoAnswer is the error for every callback that does not confirm. A more precise one would tell the client which ports
// of another host are open.
var errNoAnswer = errors.New("the callback did not confirm it")

// ask verifies a callback. If the request named a domain (elsewhere), the callback must answer with a challenge, so that
// nobody can subscribe another server. A callback at the client's own address is sent a notification and must accept it.
func (c *Cloud) ask(ctx context.Context, callback, topic string, elsewhere bool) error {
	ctx, cancel := context.WithTimeout(ctx, strangerTimeout)
	defer cancel()
	if !elsewhere {
		if _, failed := c.Sender.client.do(ctx, form(callback, url.Values{"url": {topic}})); failed != nil {
			return errNoAnswer
		}
		return nil
	}
	challenge := rand.Text()
	q, err := get(callback, url.Values{"url": {topic}, "challenge": {challenge}})
	if err != nil {
		return err
	}
	answer, failed := c.Sender.client.do(ctx, q)
	if failed != nil || strings.TrimSpace(string(answer.text)) != challenge {
		return errNoAnswer
	}
	return nil
}
