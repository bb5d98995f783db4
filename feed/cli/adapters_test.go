package cli

import (
	"reflect"
	"testing"
	"time"

	"fil/feed/websub"
)

// fill sets each field of a struct to a value that is not zero.
func fill(t *testing.T, into any) {
	t.Helper()
	v := reflect.ValueOf(into).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(time.Unix(int64(i+1), 0)))
		default:
			switch f.Kind() {
			case reflect.String:
				f.SetString(v.Type().Field(i).Name)
			case reflect.Int, reflect.Int64:
				f.SetInt(int64(i + 1))
			default:
				t.Fatalf("a field of kind %s", f.Kind())
			}
		}
	}
}

// What is stored of pings and subscriptions has all of their fields.
func TestConversions(t *testing.T) {
	var p websub.Ping
	fill(t, &p)
	if got := toPing(toRecord(p)); got != p {
		t.Errorf("%+v, want %+v", got, p)
	}
	var s websub.Subscription
	fill(t, &s)
	if got := toSubscription(fromSubscription(s)); got != s {
		t.Errorf("%+v, want %+v", got, s)
	}
}
