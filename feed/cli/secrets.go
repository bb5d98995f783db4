package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"fil/feed"
	"fil/feed/websub"
)

// maxSecretFile is how many bytes of a file with a secret are read.
const maxSecretFile = 8 << 10

// readSecret reads a file with a secret. A relative name is relative to the working directory.
func readSecret(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecretFile))
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", fmt.Errorf("reading a secret: %s is empty", file)
	}
	return text, nil
}

// webhookSecret reads the secret of a webhook.
func (a *app) webhookSecret(w feed.Webhook) (websub.Secret, error) {
	text, err := readSecret(w.SecretFile)
	if err != nil {
		return nil, err
	}
	secret, err := websub.ParseSecret(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; fil webhooks --new-secret makes one", w.SecretFile, err)
	}
	return secret, nil
}

// checkSecrets returns what is wrong with the secrets of a site's webhooks and accounts.
func (a *app) checkSecrets(site *feed.Site) (problems []string) {
	for _, w := range site.Webhooks {
		if _, err := a.webhookSecret(w); err != nil {
			problems = append(problems, fmt.Sprintf("the webhook %s: %v", websub.ShownWebhook(w.URL), err))
		}
	}
	for _, p := range site.Posts {
		if _, err := readSecret(p.TokenFile); err != nil {
			problems = append(problems, fmt.Sprintf("posts to %s: %v", p.Target(), err))
		}
	}
	return problems
}
