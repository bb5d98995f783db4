package readers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Folder stores days, each in a file of its own, such as 2026-11-30.json. It can be read while another process writes
// to it.
type Folder string

// keptDays is for how many days counts are kept.
const keptDays = 2 * 366

// suffix ends the names of the files.
const suffix = ".json"

// Day returns what is stored of the day of a time: a Day without counts if nothing is, or if it cannot be read.
func (f Folder) Day(at time.Time) Day {
	day, err := f.read(Date(at) + suffix)
	if err != nil {
		return Day{Date: Date(at)}
	}
	return day
}

// Save stores a day, and removes the days that are older than two years.
func (f Folder) Save(d Day) error {
	if err := os.MkdirAll(string(f), 0o755); err != nil {
		return err
	}
	data, err := json.Marshal(d)
	if err != nil {
		return err
	}
	temporary := filepath.Join(string(f), ".saving")
	if err := os.WriteFile(temporary, append(data, '\n'), 0o644); err != nil {
		return err
	}
	if err := os.Rename(temporary, filepath.Join(string(f), d.Date+suffix)); err != nil {
		return err
	}
	return f.prune(d.Date)
}

// prune removes the days that are older than two years before a date.
func (f Folder) prune(date string) error {
	today, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return err
	}
	oldest := today.AddDate(0, 0, -keptDays).Format(time.DateOnly) + suffix
	names, err := f.names()
	for _, name := range names {
		if name >= oldest {
			break
		}
		err = errors.Join(err, os.Remove(filepath.Join(string(f), name)))
	}
	return err
}

// names returns the names of the files, the oldest day first.
func (f Folder) names() (names []string, err error) {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries { // sorted
		date, isDay := strings.CutSuffix(e.Name(), suffix)
		if _, wrong := time.Parse(time.DateOnly, date); isDay && wrong == nil {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// read reads a file.
func (f Folder) read(name string) (d Day, err error) {
	data, err := os.ReadFile(filepath.Join(string(f), name))
	if err != nil {
		return Day{}, err
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return Day{}, fmt.Errorf("reading %s: %w", name, err)
	}
	d.Date = strings.TrimSuffix(name, suffix)
	return d, nil
}

// Days returns the last n stored days, the oldest first. A day that cannot be read is left out.
func (f Folder) Days(n int) (days []Day, err error) {
	names, err := f.names()
	if err != nil {
		return nil, err
	}
	for _, name := range names[max(0, len(names)-n):] {
		if d, err := f.read(name); err == nil {
			days = append(days, d)
		}
	}
	return slices.Clip(days), nil
}
