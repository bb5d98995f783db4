package websub

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func pong(members string) string {
	return `<?xml version="1.0"?><methodResponse><params><param><value><struct>` + members + `</struct></value></param></params></methodResponse>`
}

const accepted = `<member><name>flerror</name><value><boolean>0</boolean></value></member><member><name>message</name><value>Thanks for the ping.</value></member>`

// The request to an XML-RPC target has the method, the content type and the four parameters of
// weblogUpdates.extendedPing.
func TestExtendedPing(t *testing.T) {
	got := make(chan []byte, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Content-Type") != "text/xml; charset=utf-8" {
			t.Error(err, r.Header)
		}
		got <- body
		_, _ = io.WriteString(w, pong(accepted))
	}))
	defer server.Close()
	_, _, results, _ := running(t, []Ping{{Target: server.URL, Topic: topic, Kind: XMLRPCPing, Title: "Le fil & <le reste>", HomeURL: "https://fil.example/", Since: time.Now()}}, nil)
	if r := <-results; r.Err != nil {
		t.Error(r.Err)
	}
	var call struct {
		XMLName xml.Name `xml:"methodCall"`
		Method  string   `xml:"methodName"`
		Params  []string `xml:"params>param>value>string"`
	}
	if err := xml.Unmarshal(<-got, &call); err != nil {
		t.Fatal(err)
	}
	if want := []string{"Le fil & <le reste>", "https://fil.example/", "https://fil.example/", topic}; call.Method != "weblogUpdates.extendedPing" || !slices.Equal(call.Params, want) {
		t.Errorf("%+v", call)
	}
}

// A target that does not know the extended call gets weblogUpdates.ping; one that refuses the ping does not.
func TestPlainPing(t *testing.T) {
	const unknown = `<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>-32601</int></value></member></struct></value></fault></methodResponse>`
	for first, want := range map[string][]string{
		unknown: {"weblogUpdates.extendedPing", "weblogUpdates.ping"},
		pong(`<member><name>flerror</name><value><boolean>1</boolean></value></member>`): {"weblogUpdates.extendedPing"},
		pong(accepted): {"weblogUpdates.extendedPing"},
	} {
		var got []string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var call struct {
				Method string   `xml:"methodName"`
				Params []string `xml:"params>param>value>string"`
			}
			if err := xml.NewDecoder(r.Body).Decode(&call); err != nil {
				t.Error(err)
			}
			got = append(got, call.Method)
			if call.Method == "weblogUpdates.ping" {
				if !slices.Equal(call.Params, []string{"S & T", "https://fil.example/"}) {
					t.Errorf("%q", call.Params)
				}
				first = pong(accepted)
			}
			_, _ = io.WriteString(w, first)
		}))
		defer server.Close()
		_, _, results, _ := running(t, []Ping{{Target: server.URL, Topic: topic, Kind: XMLRPCPing, Title: "S & T", HomeURL: "https://fil.example/", Since: time.Now()}}, nil)
		if r := <-results; (r.Err == nil) != (first == pong(accepted)) || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", first, got, r.Err)
		}
	}
}

func TestReadPong(t *testing.T) {
	for answer, want := range map[string]string{
		pong(accepted): "",
		pong(`<member><name>flerror</name><value><boolean>1</boolean></value></member><member><name>message</name><value><string>Too fast</string></value></member>`):                                                   `refused: "Too fast"`,
		pong(`<member><name>flerror</name><value><int>1</int></value></member>`):                                                                                                                                        "without a word",
		`<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member><member><name>faultString</name><value>No.</value></member></struct></value></fault></methodResponse>`: `refused: "No."`,
		`<?xml version="1.0" encoding="ISO-8859-1"?>` + strings.TrimPrefix(pong(accepted), `<?xml version="1.0"?>`):                                                                                                     "",
		"<html>welcome</html>": "no XML-RPC",
		"":                     "no XML-RPC",
	} {
		err := readPong([]byte(answer))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", answer, err, want)
		}
	}
}

func FuzzReadPong(f *testing.F) {
	f.Add(pong(accepted))
	f.Add("<methodResponse><fault/></methodResponse>")
	f.Fuzz(func(t *testing.T, answer string) {
		if readPong([]byte(answer)) == nil && !strings.Contains(answer, "methodResponse") {
			t.Errorf("%q is taken for an answer", answer)
		}
	})
}
