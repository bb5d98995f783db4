package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// ErrConflict means that another publisher has published into the bucket meanwhile. Nothing was
// published by this one.
var ErrConflict = errors.New("another publisher has published into the bucket meanwhile")

// ErrForeign means that the prefix has objects that Fil did not write.
var ErrForeign = errors.New("it holds objects that fil did not write")

// Results of single requests.
var (
	errMissing   = errors.New("there is no such object")
	errUnchanged = errors.New("the object has not changed")
	errConflict  = errors.New("the object was changed meanwhile")
	// errAltered means that an object has other bytes than its name says.
	errAltered = errors.New("it was changed by someone else")
	// ErrNested means that the prefix lies in that of another publication.
	ErrNested = errors.New("it lies in another publication")
	// ErrEmpty means that a bucket with content has no objects.
	ErrEmpty = errors.New("there are no objects")
	// errUnconditional means that the store ignores the conditions of writes.
	errUnconditional = errors.New("the store ignores If-None-Match, so that publishers would overwrite each other")
	// errNoCredentials is the error of the chain of credentials.
	errNoCredentials = errors.New("there are no credentials")
)

// Error is an error of the store, in one line. Hint says how to mend it, "" if that is not known.
type Error struct {
	Address string // of the object
	Work    string // such as "reading"
	Err     error
	Hint    string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Address == "" {
		return e.Err.Error()
	}
	return fmt.Sprintf("%s %s: %v", e.Work, e.Address, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Temporary reports whether the same request may succeed later. Servers answer 503 then, and not 500.
func (e *Error) Temporary() bool { return !errors.Is(e.Err, errMissing) }

// hints say how to mend the errors of a store, by their codes.
var hints = map[string]string{
	"AccessDenied":                 "let these credentials list, read, write and delete objects in the bucket",
	"Forbidden":                    "let these credentials list, read, write and delete objects in the bucket",
	"InvalidAccessKeyId":           "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key of this store",
	"SignatureDoesNotMatch":        "set AWS_SECRET_ACCESS_KEY to the secret of the key",
	"ExpiredToken":                 "renew the credentials: their session has ended",
	"NoSuchBucket":                 "create the bucket, or correct its name in the address",
	"RequestTimeTooSkewed":         "set the clock of this machine",
	"SlowDown":                     "try again later: the store takes no more requests for now",
	"NotImplemented":               "use a store that has conditional writes (If-Match and If-None-Match)",
	"PermanentRedirect":            "name the region of the bucket, as in ?region=eu-west-3",
	"AuthorizationHeaderMalformed": "name the region of the bucket, as in ?region=eu-west-3",
}

// explain makes an error of the SDK one clear line. Results that a caller expects are errMissing,
// errUnchanged and errConflict.
func (o *objects) explain(work, key string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	e := &Error{Address: scheme + o.bucket + "/" + o.prefix + key, Work: work, Err: err}
	status := 0
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	code := ""
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	switch {
	case status == http.StatusNotModified:
		return errUnchanged
	case code == "NoSuchKey" || status == http.StatusNotFound && (code == "" || code == "NotFound" || code == "UnknownError"): // a HEAD has no code
		e.Err = errMissing
	case status == http.StatusPreconditionFailed, status == http.StatusConflict:
		e.Err = errConflict
	case code != "" && code != "UnknownError" && code != strconv.Itoa(status):
		e.Err, e.Hint = fmt.Errorf("the store answers %d %s", status, code), hints[code]
	case status != 0:
		e.Err = fmt.Errorf("the store answers %d", status)
	case errors.Is(err, errNoCredentials):
		e.Err, e.Hint = errNoCredentials, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
	default:
		e.Err, e.Hint = root(err), "see whether the store can be reached from this machine"
	}
	return e
}

// root returns the innermost error: those of the SDK repeat its operation at each level.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
