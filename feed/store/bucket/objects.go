package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// objects are the objects of a store below a prefix. Keys are without it. Requests that fail for a
// passing reason, such as 503 SlowDown or a connection that was cut, are tried again.
type objects struct {
	client         *s3.Client
	bucket, prefix string
	tries          int
	// ahead is how much the store's clock is ahead of this machine's, in nanoseconds.
	ahead atomic.Int64
}

// now returns the time by the store's clock, as of its last answer.
func (o *objects) now() time.Time { return time.Now().Add(time.Duration(o.ahead.Load())) }

// maxBackoff is the longest time between two tries of a request. Tests shorten it.
var maxBackoff = 5 * time.Second

const (
	tries = 6 // of a request
	// dialTimeout is how long a connection may take, headerTimeout how long the store may take to answer.
	dialTimeout   = 5 * time.Second
	headerTimeout = 30 * time.Second
	// concurrent is how many objects are written or deleted at once.
	concurrent = 16
)

// connect returns the objects at an address for a publisher, with the credentials of the usual chain of the SDK: the
// environment, the files in ~/.aws, the role of the machine or container. It makes no request.
func connect(ctx context.Context, a Address) (*objects, error) { return connectWith(ctx, a, tries) }

// readTries is how often a server tries a request: readers are waiting, and it asks again soon.
const readTries = 2

// connectWith is connect with a number of tries of each request.
func connectWith(ctx context.Context, a Address, tries int) (*objects, error) {
	options := []func(*config.LoadOptions) error{
		// Newer checksums only where an operation requires one: many stores refuse them.
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = tries, maxBackoff
				o.RateLimiter = ratelimit.None // 16 uploads to a store that is busy would use up a shared budget of retries
			})
		}),
	}
	options = append(options, config.WithHTTPClient(awshttp.NewBuildableClient().WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout }).
		WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout, t.MaxIdleConnsPerHost = headerTimeout, concurrent })))
	if a.Region != "" {
		options = append(options, config.WithRegion(a.Region))
	}
	c, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, &Error{Err: err, Hint: "correct the configuration of AWS in the environment or in ~/.aws"}
	}
	if c.Region == "" && a.Endpoint != "" { // a store of one's own has no regions, but requests are signed with one
		c.Region = "us-east-1"
	}
	if c.Region == "" {
		return nil, &Error{Err: errors.New("the region of the bucket is not known"), Hint: "name it as in " + a.String() + "?region=eu-west-3, or set AWS_REGION"}
	}
	chain := c.Credentials
	c.Credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		found, err := chain.Retrieve(ctx)
		if err != nil {
			err = fmt.Errorf("%w: %w", errNoCredentials, err)
		}
		return found, err
	}))
	o := &objects{bucket: a.Bucket, prefix: a.Prefix, tries: tries}
	c.HTTPClient = clockReader{c.HTTPClient, &o.ahead}
	o.client = s3.NewFromConfig(c, func(o *s3.Options) {
		if a.Endpoint != "" {
			o.BaseEndpoint = aws.String(a.Endpoint)
			o.UsePathStyle = true
		}
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	return o, nil
}

// object is an object that was read.
type object struct {
	data     []byte
	tag      string    // the entity tag
	modified time.Time // by the store's clock
}

// get reads an object. If it has the entity tag known, which may be "", the error is errUnchanged. If
// there is none, it is errMissing.
func (o *objects) get(ctx context.Context, key, known string) (object, error) {
	in := &s3.GetObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + key)}
	if known != "" {
		in.IfNoneMatch = &known
	}
	for try := 1; ; try++ {
		out, err := o.client.GetObject(ctx, in)
		if err != nil {
			return object{}, o.explain("reading", key, err)
		}
		var body bytes.Buffer
		body.Grow(int(min(aws.ToInt64(out.ContentLength), 64<<20)) + bytes.MinRead)
		_, err = body.ReadFrom(impatient{out.Body})
		out.Body.Close()
		if err == nil {
			return object{body.Bytes(), aws.ToString(out.ETag), aws.ToTime(out.LastModified)}, nil
		}
		if try == o.tries || ctx.Err() != nil { // the SDK does not try again once it has the header
			return object{}, o.explain("reading", key, err)
		}
	}
}

// stallTime is after how long without a byte a connection counts as cut. Tests shorten it.
var stallTime = 30 * time.Second

// impatient is a body that is closed if no byte comes for stallTime.
type impatient struct{ io.ReadCloser }

// Read implements io.Reader.
func (b impatient) Read(p []byte) (int, error) {
	stalled := time.AfterFunc(stallTime, func() { b.Close() })
	defer stalled.Stop()
	return b.ReadCloser.Read(p)
}

// open returns the bytes of an object from an offset on.
func (o *objects) open(ctx context.Context, key string, offset int64) (io.ReadCloser, error) {
	in := &s3.GetObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + key)}
	if offset > 0 {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", offset))
	}
	out, err := o.client.GetObject(ctx, in)
	if err != nil {
		return nil, o.explain("reading", key, err)
	}
	return impatient{out.Body}, nil
}

// headers are those of an object, for clients to which the store or a CDN answers.
type headers struct{ mediaType, encoding, cacheControl string }

// put writes an object, and returns its entity tag. If match is not nil, the object
// must have that entity tag, or with "" not exist, or the error is errConflict.
func (o *objects) put(ctx context.Context, key string, body io.ReadSeeker, size int64, h headers, match *string) (tag string, err error) {
	in := &s3.PutObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + key), Body: body, ContentLength: &size,
		ContentType: &h.mediaType, CacheControl: &h.cacheControl, ContentEncoding: nonEmpty(h.encoding)}
	switch {
	case match == nil:
	case *match == "":
		in.IfNoneMatch = aws.String("*")
	default:
		in.IfMatch = match
	}
	out, err := o.client.PutObject(ctx, in)
	if err != nil {
		return "", o.explain("writing", key, err)
	}
	return aws.ToString(out.ETag), nil
}

// copy copies an object within the store.
func (o *objects) copy(ctx context.Context, from, to string, h headers) error {
	segments := strings.Split(o.bucket+"/"+o.prefix+from, "/")
	for i, s := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(s), "+", "%2B") // some stores read + as a space
	}
	_, err := o.client.CopyObject(ctx, &s3.CopyObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + to), CopySource: aws.String(strings.Join(segments, "/")),
		MetadataDirective: types.MetadataDirectiveReplace, ContentType: &h.mediaType, CacheControl: &h.cacheControl, ContentEncoding: nonEmpty(h.encoding)})
	return o.explain("writing", to, err)
}

// stat returns the entity tag of an object, and when it was written, by the store's clock. If there is none, the error is errMissing.
func (o *objects) stat(ctx context.Context, key string) (tag string, modified time.Time, err error) {
	out, err := o.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + key)})
	if err != nil {
		return "", time.Time{}, o.explain("reading", key, err)
	}
	return aws.ToString(out.ETag), aws.ToTime(out.LastModified), nil
}

// remove deletes an object. It is no error if there is none.
func (o *objects) remove(ctx context.Context, key string) error {
	_, err := o.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &o.bucket, Key: aws.String(o.prefix + key)})
	err = o.explain("deleting", key, err)
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}

// listed is an object in a listing.
type listed struct {
	key      string
	tag      string
	size     int64
	modified time.Time
}

// list yields the objects in the order of their keys, a page of them with each request.
func (o *objects) list(ctx context.Context) iter.Seq2[listed, error] {
	return func(yield func(listed, error) bool) {
		pages := s3.NewListObjectsV2Paginator(o.client, &s3.ListObjectsV2Input{Bucket: &o.bucket, Prefix: &o.prefix})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(listed{}, o.explain("listing", "", err))
				return
			}
			for _, c := range page.Contents {
				key := strings.TrimPrefix(aws.ToString(c.Key), o.prefix)
				if !yield(listed{key, aws.ToString(c.ETag), aws.ToInt64(c.Size), aws.ToTime(c.LastModified)}, nil) {
					return
				}
			}
		}
	}
}

// clockReader is a client that compares the Date of each answer with the clock of this machine.
type clockReader struct {
	aws.HTTPClient
	ahead *atomic.Int64
}

// Do implements aws.HTTPClient.
func (c clockReader) Do(r *http.Request) (*http.Response, error) {
	response, err := c.HTTPClient.Do(r)
	if err != nil {
		return response, err
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		c.ahead.Store(int64(time.Until(date)))
	}
	return response, nil
}

func nonEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
