package plaintext

import (
	"errors"
	"net/url"
	"strings"
)

var errNotWeb = errors.New("it is not an absolute http or https URL")

// WebURL checks that s is an absolute http or https URL, and returns it encoded.
func WebURL(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", errNotWeb
	}
	return u.String(), nil
}
