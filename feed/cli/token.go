package cli

import (
	"os"
	"strings"

	"fil/feed/build"
)

// The bearer token of /-/rebuild comes by the environment or by a file, and never by a
// flag, which everyone on the machine could read.
const (
	tokenVariable = "FIL_REBUILD_TOKEN"
	leastToken    = 16
)

// token is the bearer token, "" where there is none: then nobody can ask.
func (a *app) token() (string, error) {
	token, from := strings.TrimSpace(os.Getenv(tokenVariable)), tokenVariable
	if file := a.settings.tokenFile; file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", build.Misused("put the token into it, and nothing else", "reading the token: %w", err)
		}
		token, from = strings.TrimSpace(string(data)), file
		if token == "" {
			return "", build.Misused("put a token into it: head -c 24 /dev/urandom | base64", "the token file %s is empty", file)
		}
	}
	if token != "" && len(token) < leastToken {
		return "", build.Misused("make one with: head -c 24 /dev/urandom | base64", "the token in %s has fewer than %d characters", from, leastToken)
	}
	return token, nil
}
