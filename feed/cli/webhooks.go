package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
	"fil/feed/websub"
)

func (a *app) webhooksCommand() *cobra.Command {
	var replay string
	var newSecret bool
	cmd := &cobra.Command{
		Use: "webhooks", Short: "List the events that webhooks were sent, or send them again", Args: cobra.NoArgs,
		Example: "  fil webhooks\n  fil webhooks --new-secret > webhook.secret\n  fil webhooks --replay 2h             what a receiver that was down has missed\n  fil webhooks --replay \"2026-11-30 08:00\"",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if newSecret {
				fmt.Fprintln(a.stdout, websub.NewSecret())
				return nil
			}
			return a.webhooks(cmd.Context(), replay)
		},
	}
	cmd.Flags().StringVar(&replay, "replay", "", "send the events again since a `TIME`, such as 2h, 3d, 2026-11-30 or \"2026-11-30 08:00\"")
	cmd.Flags().BoolVar(&newSecret, "new-secret", false, "print a new secret for the secret_file of a webhook")
	return cmd
}

// webhooks prints the stored events or, if replay is not "", sends the events since that time again. It reads a copy of
// the memory, so that it works while fil serve is running. It does not change the queue: a receiver that gets an event
// twice recognises it by its ID.
func (a *app) webhooks(ctx context.Context, replay string) error {
	if err := a.checkSite(); err != nil {
		return err
	}
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	var since time.Time
	if replay != "" {
		since, err = parseSince(replay, a.clock().In(site.TimeZone))
		if err != nil {
			return build.Misused(`write it as in --replay 2h or --replay "2026-11-30 08:00"`, "--replay %q: %w", replay, err)
		}
		if len(site.Webhooks) == 0 {
			return build.Misused("write webhooks: [{url: https://example.org/hook, secret_file: webhook.secret}]", "site.yaml names no webhook")
		}
	}
	m, err := memory.Peek(a.settings.state)
	if err != nil {
		return fmt.Errorf("reading the state folder %s: %w", a.settings.state, err)
	}
	if m == nil {
		return build.Failed("fil build and fil serve store them", "there are no events in %s", a.settings.state)
	}
	defer m.Close()
	events, err := m.Events(since)
	if err != nil {
		return fmt.Errorf("reading the events: %w", err)
	}
	if replay != "" {
		return a.replay(ctx, site, events)
	}
	if len(events) == 0 {
		a.printNote("there are no events yet: each publication after the first one is one, if %s has webhooks or posts", inventory.SiteFile)
	}
	owed, err := m.Owed()
	if err != nil {
		return fmt.Errorf("reading what is owed: %w", err)
	}
	for _, e := range events {
		fmt.Fprintln(a.stdout, describeEvent(e, owed, site.TimeZone))
	}
	return nil
}

// describeEvent returns a line about an event. owed are all pings that are still to be sent.
func describeEvent(e feed.Event, owed []memory.Ping, zone *time.Location) string {
	n, waiting := map[feed.ChangeKind]int{}, 0
	for _, c := range e.Changes {
		n[c.Kind]++
	}
	for _, p := range owed {
		if p.Kind == string(websub.WebhookEvent) && p.Topic == e.ID {
			waiting++
		}
	}
	return fmt.Sprintf("%s %s new %d, changed %d, gone %d, owed to %d", e.At.In(zone).Format(time.RFC3339), e.ID, n[feed.IsNew], n[feed.IsChanged], n[feed.IsGone], waiting)
}

// replay sends events to each webhook in order. After an event that a webhook refuses, it sends no later ones to that
// webhook.
func (a *app) replay(ctx context.Context, site *feed.Site, events []feed.Event) (err error) {
	for _, w := range site.Webhooks {
		sent := 0
		for _, e := range events {
			if !publish.EventFor(w, e) {
				continue
			}
			message, failed := a.webhook(site, w, e)
			if failed != nil {
				err = errors.Join(err, build.Failed("", "the webhook %s: %w", websub.ShownWebhook(w.URL), failed))
				break
			}
			if failed := websub.Replay(ctx, w.URL, e.ID, message, site.AllowPrivateHubs); failed != nil {
				hint := "run it again once the webhook answers"
				if errors.Is(failed, websub.ErrPrivate) {
					hint = "write allow_private_hubs: true"
				}
				err = errors.Join(err, build.Failed(hint, "%s did not take %s: %w", websub.ShownWebhook(w.URL), e.ID, failed))
				break
			}
			sent++
		}
		fmt.Fprintf(a.stdout, "%s: events %d\n", feed.Visible(websub.ShownWebhook(w.URL)), sent)
	}
	return err
}

// parseSince parses a duration before now, or a date with or without a time, in the zone of now.
func parseSince(text string, now time.Time) (time.Time, error) {
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	if days, found := strings.CutSuffix(text, "d"); found {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("it is neither a duration nor a date")
}
