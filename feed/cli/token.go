package cli

import (
	"os"
	"strings"

	"fil/feed/build"
)

// The bearer token of /-/rebuild is read from the environment or from a file. It is not a flag, because
// every user of the machine can read the arguments of processes.
const (
	tokenVariable = "FIL_REBUILD_TOKEN"
	minToken      = 16 // characters
)

// token returns the bearer token. "" means that no client may request a run.
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
	if token != "" && len(token) < minToken {
		return "", build.Misused("make one with: head -c 24 /dev/urandom | base64", "the token in %s has fewer than %d characters", from, minToken)
	}
	return token, nil
}
