package memory

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"

	"fil/feed"
	"fil/feed/feedtest"
)

// Every field of an article is stored, and a change of one that readers can see changes the Print, by
// which a run knows that feeds and pages have to be written. A new field that is missing from the codec
// fails here.
func TestEveryFieldIsStored(t *testing.T) {
	// Fil sets these: readers do not see them, or the Print is made without them.
	own := map[string]bool{"Path": true, "ID": true, "Hash": true, "Print": true, "Came": true, "Settles": true, "Pinned": true, "Previewed": true, "Private": true}
	plain := &feed.Article{Meta: feed.Meta{Path: "a.md", Stem: "a"}}
	pack(plain)
	check := func(name string, a *feed.Article) {
		t.Helper()
		frame := pack(a)
		if a.Print == plain.Print && !own[name] {
			t.Errorf("%s does not change the Print", name)
		}
		back := &feed.Article{Meta: feed.Meta{Path: a.Path}}
		if err := unpack(frame, back, time.UTC); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, back); diff != "" {
			t.Errorf("%s comes back as another: %s", name, diff)
		}
	}
	for i := range reflect.TypeFor[feed.Meta]().NumField() {
		a := plain.Clone()
		fill(t, reflect.ValueOf(&a.Meta).Elem().Field(i))
		check(reflect.TypeFor[feed.Meta]().Field(i).Name, a)
	}
	for i := range reflect.TypeFor[feed.Article]().NumField() {
		// Alternates and Markdown are not the article's: they are set when it is written.
		if field := reflect.TypeFor[feed.Article]().Field(i); !field.Anonymous && field.Name != "Alternates" && field.Name != "Markdown" {
			a := plain.Clone()
			fill(t, reflect.ValueOf(a).Elem().Field(i))
			check(field.Name, a)
		}
	}
}

// fill gives every part of a value something that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("texte")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("a field of kind %s: say in fill what is not zero", v.Kind())
	}
}

// An article of a newer version of Fil, with fields that this one does not know, is read; so is one of an
// older version, which lacks fields.
func TestOtherVersions(t *testing.T) {
	want := feedtest.Articles()[0]
	data := encode(func(c *coder) {
		c.meta(&want.Meta)
		c.out = protowire.AppendString(protowire.AppendTag(c.out, 39, protowire.BytesType), "new")
		newer := want.Clone()
		newer.Meta = feed.Meta{Path: want.Path, Stem: want.Stem}
		c.article(newer)
		c.out = protowire.AppendVarint(protowire.AppendTag(c.out, 51, protowire.VarintType), 5)
		c.out = protowire.AppendFixed64(protowire.AppendTag(c.out, 1000, protowire.Fixed64Type), 5)
	})
	got := &feed.Article{Meta: feed.Meta{Path: want.Path}}
	if err := decode(data, feedtest.Zone(), func(c *coder) { c.article(got) }); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("of a newer version: %v, %s", err, cmp.Diff(want, got))
	}
	older := &feed.Article{Meta: feed.Meta{Path: "a.md"}}
	data = encode(func(c *coder) { c.string(1, &want.ID); c.string(42, &want.Content) })
	if err := decode(data, time.UTC, func(c *coder) { c.article(older) }); err != nil || older.ID != want.ID || older.Content != want.Content || older.Title != "" {
		t.Errorf("of an older version: %v, %+v", err, older)
	}
}

// The form in which an article is stored stays: what one version has written, all later ones read.
func TestStoredForm(t *testing.T) {
	a := feedtest.Podcast().Articles[0]
	var lines bytes.Buffer
	dumper := hex.Dumper(&lines)
	c := &coder{}
	c.article(a)
	if _, err := dumper.Write(c.out); err != nil {
		t.Fatal(err)
	}
	dumper.Close()
	feedtest.Golden(t, "article.hex", lines.Bytes())
}

func TestTimes(t *testing.T) {
	for _, want := range []time.Time{{}, time.Unix(0, 0), time.Unix(-1, 999), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		var got time.Time
		data := encode(func(c *coder) { c.time(3, &want) })
		if err := decode(data, feedtest.Zone(), func(c *coder) { c.time(3, &got) }); err != nil || !got.Equal(want) || got.IsZero() != want.IsZero() {
			t.Errorf("%v comes back as %v, %v", want, got, err)
		}
	}
}

// Records come back with and without an article.
func TestRecords(t *testing.T) {
	for name, want := range map[string]*feed.Record{
		"an article": {Meta: &feedtest.Articles()[0].Meta, Stamp: feed.Stamp{Size: 1, Modified: -2, Changed: 3, Inode: 1 << 63}, Refs: []uint64{1, 1 << 63}, Sure: true,
			Warnings: []*feed.Problem{{Path: "a.md", Line: 3, Message: "m", Hint: "h", Warning: true}}},
		"an asset":       {Stamp: feed.Stamp{Size: 1}, Sure: true},
		"one with error": {Meta: &feed.Meta{Path: "2024-07-02-tout.md", Stem: "s", Permalink: "p"}, Refused: true},
	} {
		got := &feed.Record{}
		data := encode(func(c *coder) { c.record("2024-07-02-tout.md", want) })
		if err := decode(data, feedtest.Zone(), func(c *coder) { c.record("2024-07-02-tout.md", got) }); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %v, %s", name, err, cmp.Diff(want, got))
		}
	}
}

// A row with a flipped bit is not read, except in the mark of its checksum.
func TestFlippedBit(t *testing.T) {
	data := encode(func(c *coder) { c.row(&articleRow{Meta: feedtest.Articles()[0].Meta}) })
	for i := range len(data) * 8 {
		if at := i / 8; at < len(data)-checksumSize || at >= len(data)-checksumSize+2 {
			data[at] ^= 1 << (i % 8)
			if row := readRow([]byte("a.md"), data, time.UTC); row != nil {
				t.Errorf("bit %d: %+v", i, row)
			}
			data[at] ^= 1 << (i % 8)
		}
	}
}

// Decoding any bytes ends, and does not panic.
func FuzzDecode(f *testing.F) {
	f.Add(encode(func(c *coder) { c.article(feedtest.Podcast().Articles[0]) }))
	f.Add(encode(func(c *coder) { c.record("a.md", &feed.Record{Refs: []uint64{1}}) }))
	f.Add(pack(feedtest.Articles()[0]))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_ = unpack(data, &feed.Article{}, time.UTC) // errors are expected
		_ = decode(data, time.UTC, func(c *coder) { c.article(&feed.Article{}) })
		_ = decode(data, time.UTC, func(c *coder) { c.record("a.md", &feed.Record{}) })
		_ = decode(data, time.UTC, func(c *coder) { c.last(&LastRun{}) })
		_ = decode(data, time.UTC, func(c *coder) { c.ping(&Ping{}); c.version(&Version{}) })
		readRow([]byte("a.md"), data, time.UTC)
	})
}

// Reading any bytes as rows of version 2 ends, and does not panic.
func FuzzVersion2(f *testing.F) {
	f.Add([]byte("\x06abc\x00\x02a"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		r := &version2Reader{in: string(data)}
		r.article()
		upgradeRow([]byte("a.md"), data, nil)
		for _, upgrade := range []func(*version2Reader) []byte{version2Ping, version2Length, version2Version, version2Time, version2Size} {
			upgrade(&version2Reader{in: string(data)})
		}
	})
}
