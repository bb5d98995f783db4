package page

import (
	"strings"
	"testing"
)

func TestReadingMinutes(t *testing.T) {
	for content, want := range map[string]int{
		"": 1, "<p>un deux</p>": 1, strings.Repeat("mot ", 660): 3, strings.Repeat("<b x=\"a b c d e f\">mot</b> ", 440): 2, strings.Repeat("文", 880): 2,
		strings.Repeat("ก", 880): 2, strings.Repeat("à\u00a0l’été\u2003été ", 220): 3, strings.Repeat("x", 880) + "<never": 1,
	} {
		if got := readingMinutes(content); got != want {
			t.Errorf("%.20s…: %d, want %d", content, got, want)
		}
	}
}
