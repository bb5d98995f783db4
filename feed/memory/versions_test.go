package memory

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Versions of feeds survive closing the memory, in order; each feed has at most maxVersions.
func TestVersions(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	for i := range maxVersions + 3 {
		if err := m.KeepVersions([]Version{{"a.xml", [2]string{fmt.Sprint(i), ""}, []uint64{uint64(i), 1 << 63}}, {"b/a.xml", [2]string{"x", "y"}, nil}}[:1+i%2]); err != nil {
			t.Fatal(err)
		}
	}
	m = reopened(t, m, dir)
	defer m.Close()
	defer func() {
		if err := m.KeepVersions([]Version{{Feed: "a.xml"}}); err != nil {
			t.Error(err)
		}
		if rest, err := m.Versions(); err != nil || len(rest) != (maxVersions+3)/2 {
			t.Errorf("%d versions after a feed was removed, %v", len(rest), err)
		}
	}()
	all, err := m.Versions()
	if err != nil || len(all) != maxVersions+(maxVersions+3)/2 {
		t.Fatalf("%d versions, %v", len(all), err)
	}
	if diff := cmp.Diff([]Version{all[0], all[maxVersions-1], all[maxVersions]}, []Version{
		{"a.xml", [2]string{"3", ""}, []uint64{3, 1 << 63}}, {"a.xml", [2]string{"52", ""}, []uint64{52, 1 << 63}}, {"b/a.xml", [2]string{"x", "y"}, nil}}); diff != "" {
		t.Error(diff)
	}
}
