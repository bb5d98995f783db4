package memory

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// Every field of an article that is published with it (feed.Matter) is stored, and a change of it
// changes the Print, by which a run knows that feeds and pages have to be written. A new field that is
// missing from the codec fails here: see optionalTraits in pack.go.
func TestEveryFieldOfMatterIsStored(t *testing.T) {
	packed := func(a *feed.Article) (frame []byte) {
		t.Helper()
		err := pack(a, func(f []byte) error {
			frame = slices.Clone(f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return frame
	}
	plain := feedtest.Articles()[0].Clone()
	plain.Matter = &feed.Matter{}
	packed(plain)
	for i := range reflect.TypeFor[feed.Matter]().NumField() {
		field := reflect.TypeFor[feed.Matter]().Field(i)
		a := plain.Clone()
		a.Matter = &feed.Matter{}
		fill(t, reflect.ValueOf(a.Matter).Elem().Field(i))
		frame := packed(a)
		if a.Print == plain.Print {
			t.Errorf("%s does not change the Print", field.Name)
		}
		back, err := unpack(frame, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		want, got := reflect.ValueOf(a.Matter).Elem().Field(i).Interface(), reflect.ValueOf(back.Matter).Elem().Field(i).Interface()
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s is %+v, and comes back as %+v", field.Name, want, got)
		}
	}
}

// fill gives every part of a value something that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("texte")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
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
