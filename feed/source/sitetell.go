package source

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// These functions read the hub, the webhooks and the accounts that fil serve notifies of changes.

var webhookKeys = keys[feed.Webhook]{
	"url":         asAddress("url", func(w *feed.Webhook) *string { return &w.URL }),
	"secret_file": asText("secret_file", func(w *feed.Webhook) *string { return &w.SecretFile }),
	"feeds": func(w *feed.Webhook, v *frontmatter.Value) (err error) {
		w.Feeds, err = readFolders(v)
		return err
	},
}

// readWebhooks reads the addresses that are sent the events of the site.
func readWebhooks(r *siteReader, v *frontmatter.Value) (err error) {
	const hint = "write webhooks: [{url: https://example.org/hook, secret_file: webhook.secret}]"
	r.site.Webhooks, err = readTables(v, "webhooks", webhookKeys)
	taken := map[string]bool{}
	for _, w := range r.site.Webhooks {
		switch {
		case err != nil:
		case w.URL == "":
			err = frontmatter.Errorf(v.Line, hint, "a webhook has no url")
		case w.SecretFile == "":
			err = frontmatter.Errorf(v.Line, hint+"; fil webhooks --new-secret makes a secret", "the webhook %s has no secret_file", w.URL)
		case taken[w.URL]:
			err = frontmatter.Errorf(v.Line, "write its feeds into one list", "the webhook %s is there twice", w.URL)
		}
		taken[w.URL] = true
	}
	return err
}

// readFolders reads the folders of feeds, such as news or tags/mali.
func readFolders(v *frontmatter.Value) (folders []string, err error) {
	names, err := v.Strs("feeds")
	for _, name := range names {
		folders = append(folders, plaintext.NFC(strings.Trim(name, "/")))
	}
	return folders, err
}

// templatePlace matches a place in a template.
var templatePlace = regexp.MustCompile(`\{\w*\}`)

var postKeys = keys[feed.PostTarget]{
	"mastodon": func(p *feed.PostTarget, v *frontmatter.Value) error { return readServer(p, v, "mastodon") },
	"bluesky": func(p *feed.PostTarget, v *frontmatter.Value) error {
		name, err := v.Str("bluesky")
		p.Service, p.Name = "bluesky", strings.TrimPrefix(name, "@")
		if err == nil && (!strings.Contains(p.Name, ".") || strings.ContainsAny(p.Name, "/ @")) {
			err = frontmatter.Errorf(v.Line, "write the account, as in bluesky: awa.bsky.social", "bluesky: %q is no handle", name)
		}
		return err
	},
	"server":        func(p *feed.PostTarget, v *frontmatter.Value) error { return readServer(p, v, p.Service) },
	"token_file":    asText("token_file", func(p *feed.PostTarget) *string { return &p.TokenFile }),
	"password_file": asText("password_file", func(p *feed.PostTarget) *string { return &p.TokenFile }),
	"template": func(p *feed.PostTarget, v *frontmatter.Value) (err error) {
		p.Template, err = v.Str("template")
		for _, place := range templatePlace.FindAllString(p.Template, -1) {
			if !slices.Contains(feed.PostPlaces(), place) {
				return frontmatter.Errorf(v.Line, "the places are "+strings.Join(feed.PostPlaces(), " "), "template: there is no place %s", place)
			}
		}
		return err
	},
	"visibility": func(p *feed.PostTarget, v *frontmatter.Value) (err error) {
		p.Visibility, err = v.Str("visibility")
		if err == nil && p.Visibility != "public" && p.Visibility != "unlisted" && p.Visibility != "private" && p.Visibility != "direct" {
			err = frontmatter.Errorf(v.Line, "write public, unlisted, private or direct", "visibility %q is not known", p.Visibility)
		}
		return err
	},
	"feeds": func(p *feed.PostTarget, v *frontmatter.Value) (err error) {
		p.Feeds, err = readFolders(v)
		return err
	},
}

// readServer reads the address of a server: its scheme and host.
func readServer(p *feed.PostTarget, v *frontmatter.Value, service string) error {
	text, err := v.Str(service)
	if err != nil {
		return err
	}
	server, err := plaintext.WebURL(text)
	if err != nil {
		return frontmatter.Errorf(v.Line, "write the address of the server, as in https://mastodon.example", "%s: %q: %v", cmp.Or(service, "server"), text, err)
	}
	p.Server = strings.TrimRight(server, "/")
	if u, err := url.Parse(p.Server); err != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return frontmatter.Errorf(v.Line, "write only the server, as in https://mastodon.example; the token says which account it is", "%s: %q is more than the address of a server", cmp.Or(service, "server"), text)
	}
	p.Service = cmp.Or(service, p.Service)
	return nil
}

// blueskyServer is the server of accounts that name none.
const blueskyServer = "https://bsky.social"

// readPosts reads the accounts in which new articles are posted.
func readPosts(r *siteReader, v *frontmatter.Value) (err error) {
	const hint = "write posts: [{mastodon: https://mastodon.example, token_file: mastodon.token}]"
	r.site.Posts, err = readTables(v, "posts", postKeys)
	taken := map[string]bool{}
	for i := range r.site.Posts {
		p := &r.site.Posts[i]
		if p.Service == "bluesky" {
			p.Server = cmp.Or(p.Server, blueskyServer)
		}
		switch target := p.Target(); {
		case err != nil:
		case p.Service == "":
			err = frontmatter.Errorf(v.Line, hint, "posts names neither mastodon nor bluesky")
		case p.TokenFile == "":
			err = frontmatter.Errorf(v.Line, hint, "posts to %s have no token_file", target)
		case p.Service == "bluesky" && p.Visibility != "":
			err = frontmatter.Errorf(v.Line, "leave visibility out", "posts at Bluesky are public")
		case p.Service == "mastodon" && p.Template != "" && !strings.Contains(p.Template, "{url}"):
			err = frontmatter.Errorf(v.Line, "add {url} to it: by the address Fil knows whether an article was posted", "the template of posts to %s has no {url}", target)
		case taken[target]:
			err = frontmatter.Errorf(v.Line, "write its feeds into one list", "%s is there twice", target)
		default:
			taken[target] = true
		}
	}
	return err
}

// readHub reads whether the site has a hub of its own.
func readHub(r *siteReader, v *frontmatter.Value) (err error) {
	if strings.Contains(v.Text, "://") {
		return frontmatter.Errorf(v.Line, "write hubs: ["+v.Text+"] for a hub of others, or hub: true for one of the site's own", "hub is true or false, not %q", v.Text)
	}
	r.site.Hub, err = v.Bool("hub")
	return err
}

// resolveHub puts the site's own hub before those of others.
func (r *siteReader) resolveHub() {
	if r.site.Hub {
		r.site.Hubs = append([]string{r.site.HubURL()}, r.site.Hubs...)
	}
}
