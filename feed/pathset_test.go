package feed

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// PathSet never misses a conflict that Claims finds, in Fits and in Consistent, however deep folders
// are.
func TestPathSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	segments := []string{"a", "A", "b", "c.html", "d", "é", "2025/une-histoire-de-la-mer/index.html", "2025/Une-Histoire-de-la-Mer/INDEX.html", "2025/une-histoire-de-la-mere/index.html", "2025/une-histoire-de-la-mer"}
	no := 0
	for range 20_000 {
		var claims Claims[int]
		quick, free := NewPathSet(1), true
		for range 1 + r.IntN(4) {
			var name []string
			for range 1 + r.IntN(3) {
				name = append(name, segments[r.IntN(len(segments))])
			}
			path := strings.Join(name, "/")
			beside := quick.Fits(path)
			_, taken := claims.Claim(path, 0)
			if free && beside == taken {
				t.Fatalf("%s beside %v: quick says %v", path, claims.files, beside)
			}
			free = free && !taken
			quick.Add(path)
			quick.fill = sync.Once{}
		}
		if quick.Consistent() != free {
			t.Fatalf("quick says %v, claims %v", quick.Consistent(), free)
		}
		if !free {
			no++
		}
	}
	if no == 0 || no == 20_000 {
		t.Error(no)
	}
	deep := NewPathSet(1)
	for i := range 50 {
		deep.Add(fmt.Sprint(i) + strings.Repeat("/x", 300) + "/index.html")
	}
	if !deep.Consistent() || deep.Fits("7/x") || !deep.Fits("51/x") {
		t.Error("deep folders")
	}
}
