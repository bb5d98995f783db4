package bucket

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// scheme begins the address of a bucket.
const scheme = "s3://"

// IsAddress reports whether a name is the address of a bucket, and not a folder.
func IsAddress(name string) bool { return strings.HasPrefix(name, scheme) }

// bucketName matches the name of a bucket (Amazon S3, bucket naming rules).
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// Address is the address of a publication in a bucket, as
// s3://bucket/prefix?endpoint=https://…&region=…&plain=false.
type Address struct {
	Bucket string
	// Prefix begins all keys. It is "" or ends in a slash.
	Prefix string
	// Endpoint is the URL of the store, "" for that of AWS.
	Endpoint string
	// Region is "" for that of the environment.
	Region string
	// Plain says that files are also written under their public names, for those who let the bucket
	// itself or a CDN serve them.
	Plain bool
}

// ParseAddress reads an address. Its errors say what to write.
func ParseAddress(s string) (Address, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Address{}, err
	}
	switch {
	case u.Scheme+"://" != scheme || u.Host == "":
		return Address{}, errors.New("write it as s3://BUCKET/PREFIX")
	case u.User != nil:
		return Address{}, errors.New("credentials do not belong into an address: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
	case !bucketName.MatchString(u.Host):
		return Address{}, fmt.Errorf("%q is no name of a bucket: it has small letters, digits, dots and hyphens", u.Host)
	}
	a := Address{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Plain: true}
	if a.Prefix != "" && !fs.ValidPath(a.Prefix) {
		return Address{}, fmt.Errorf("%q is no prefix: it has an empty part, or one of dots", a.Prefix)
	}
	if a.Prefix != "" {
		a.Prefix += "/"
	}
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Address{}, err
	}
	for name, values := range parameters {
		value := values[len(values)-1]
		switch name {
		case "endpoint":
			endpoint, err := url.Parse(value)
			if err != nil || endpoint.Scheme != "https" && endpoint.Scheme != "http" || endpoint.Host == "" {
				return Address{}, fmt.Errorf("endpoint %q is not the URL of a store", value)
			}
			a.Endpoint = value
		case "region":
			a.Region = value
		case "plain":
			a.Plain, err = strconv.ParseBool(value)
			if err != nil {
				return Address{}, fmt.Errorf("plain is true or false, and not %q", value)
			}
		default:
			return Address{}, fmt.Errorf("there is no parameter %q: known are endpoint, region and plain", name)
		}
	}
	return a, nil
}

// Holds reports whether a prefix lies in that of a, or is the same.
func (a Address) Holds(other Address) bool {
	return a.Bucket == other.Bucket && a.Endpoint == other.Endpoint && strings.HasPrefix(other.Prefix, a.Prefix)
}

// String returns the address without its parameters, for messages.
func (a Address) String() string { return scheme + strings.TrimSuffix(a.Bucket+"/"+a.Prefix, "/") }
