package page

import (
	"encoding/json"
	"io"
	"math"

	"fil/feed"
)

// ChaptersType is the media type of chapters (Podcasting 2.0, JSON chapters).
const ChaptersType = "application/json+chapters"

// Chapters are the chapters of an episode (Podcasting 2.0, JSON chapters 1.2).
type Chapters struct{ Marks []feed.Chapter }

// Write writes the chapters as JSON. Its only errors are those of w.
func (c Chapters) Write(w io.Writer) error {
	type chapter struct {
		Start float64 `json:"startTime"`
		Title string  `json:"title"`
	}
	all := make([]chapter, len(c.Marks))
	for i, m := range c.Marks {
		all[i] = chapter{math.Round(m.Start.Seconds()*1000) / 1000, m.Title}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Version  string    `json:"version"`
		Chapters []chapter `json:"chapters"`
	}{"1.2.0", all})
}
