package check

import (
	"encoding/json"
	"reflect"
	"testing"
)

// plain returns a node as encoding/json has it.
func (n *node) plain() any {
	switch {
	case n.is('{'):
		m := map[string]any{}
		for _, member := range n.members {
			m[member.name] = member.value.plain()
		}
		return m
	case n.is('['):
		list := []any{}
		for _, value := range n.values {
			list = append(list, value.plain())
		}
		return list
	}
	if number, ok := n.token.(json.Number); ok {
		f, _ := number.Float64()
		return f
	}
	return n.token
}

// FuzzJSON wants the reader to accept what encoding/json accepts, and to read the same in it.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,true,false,null,"x\n\u00e9\ud83d\ude00\ud83d\/"]}`, `[]`, ` {} `, `"\`, `[1,]`, `{"a":1,}`, `{"a"}`, `01`, `[1 2]`, `"\x"`, "\"\x01\"", `{"a":{"a":{}}}`, `nul`, `1 2`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want any
		wantErr := json.Unmarshal([]byte(s), &want)
		v := &visit{collector: &collector{text: s}}
		root, err := (&jsonReader{src: s, v: v}).document()
		if (err == nil) != (wantErr == nil) {
			if err != nil && len(s) > maxDepth || wantErr != nil && wantErr.Error() == "" {
				return // nested too deeply
			}
			t.Fatalf("%q: %v, want %v", s, err, wantErr)
		}
		if err == nil && valid(s) && !reflect.DeepEqual(root.plain(), want) {
			t.Errorf("%q is read as %v, want %v", s, root.plain(), want)
		}
	})
}

// valid reports whether a text is UTF-8: the reader gets no other.
func valid(s string) bool { return string([]rune(s)) == s }
