package check

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// cases are the cases of the W3C's validator, beside the project. They are data: rules are written from the
// standards.
const cases = "../../../shared/validator-cases"

// row is one row of expect.tsv: whether a message must be reported for a file.
type row struct {
	file, message string
	present       bool
	params        map[string]string
}

// readTable reads a table with tabs between, without its first line.
func readTable(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(cases, name))
	if os.IsNotExist(err) {
		t.Skip("the cases of the public validator are not beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// families returns the messages of the public validator, each with itself and the families that it belongs to.
func families(t *testing.T) map[string][]string {
	all := map[string][]string{}
	for _, r := range readTable(t, "messages.tsv") {
		all[r[0]] = append([]string{r[0]}, strings.Split(r[2], " < ")...)
	}
	return all
}

// met reports whether findings are as a row wants them. The public validator also says what is right
// (ValidURI): such a row is met if nothing is wrong with that value.
func (r row) met(findings []Finding, families map[string][]string) bool {
	right := slices.Contains(families[r.message], "Success")
	if right && !r.present {
		return true // no finding says that something is right
	}
	reported := slices.ContainsFunc(findings, func(f Finding) bool {
		if !r.concerns(f) {
			return false
		}
		if !right {
			return slices.Contains(families[f.W3C], r.message)
		}
		for _, wrong := range strings.Fields(cmp.Or(opposites[r.message], "InvalidValue")) {
			if slices.Contains(families[f.W3C], wrong) {
				return true
			}
		}
		return false
	})
	return reported == (r.present != right)
}

// opposites are what the public validator reports where it does not report that a value is right.
var opposites = map[string]string{"ValidMIMEAttribute": "InvalidMIMEType InvalidMIMEAttribute", "ValidHtml": "NotHtml", "ValidBooleanAttribute": "InvalidBooleanAttribute",
	"ValidTAG": "InvalidTAG", "ValidURN": "InvalidURN", "ValidTitle": "ContainsHTML", "ValidElement": "UndefinedElement ContainsHTML"}

// concerns reports whether a finding is at the element that a row names. Rows that want a message name the
// element in several ways, so that only those that forbid one are held to it.
func (r row) concerns(f Finding) bool {
	element := r.params["element"]
	if r.present && !strings.HasPrefix(r.message, "Valid") || element == "" {
		return true
	}
	steps := strings.Split(f.Path, "/")
	last := steps[len(steps)-1]
	if strings.HasPrefix(last, "@") && last[1:] != element && len(steps) > 1 {
		last = steps[len(steps)-2]
	}
	last, _, _ = strings.Cut(strings.TrimPrefix(last, "@"), "[")
	if parent := r.params["parent"]; parent == "item" && len(steps) > 1 && !strings.HasPrefix(steps[len(steps)-2], parent) {
		return false
	}
	return last == element || localName(last) == element
}

// out are rows that make no sense for a publisher today, with the reason.
var out = map[string]string{}

// The rules agree with the public validator: at least 95 % of its rows are met, and no row that forbids a message
// is broken by an error.
func TestAgreement(t *testing.T) {
	families := families(t)
	met, all := map[string]int{}, map[string]int{}
	var missed []string
	for _, f := range readTable(t, "expect.tsv") {
		r := row{file: f[0], present: f[1] == "present", message: f[2], params: map[string]string{}}
		if len(f) > 3 {
			for pair := range strings.SplitSeq(f[3], ",") {
				key, value, _ := strings.Cut(strings.TrimSpace(pair), ":")
				r.params[key] = value
			}
		}
		data, err := os.ReadFile(filepath.Join(cases, r.file))
		if err != nil {
			t.Fatal(err)
		}
		folder, _, _ := strings.Cut(r.file, "/")
		report := Document(data, Options{URL: "http://www.feedvalidator.org/testcases/" + r.file, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
		if out[r.file] != "" {
			continue
		}
		all[folder]++
		if r.met(report.Findings, families) {
			met[folder]++
			continue
		}
		var said []string
		for _, f := range report.Findings {
			said = append(said, f.Severity.String()[:1]+":"+f.Rule+"="+f.W3C)
			if !r.present && f.Severity == Error && slices.Contains(families[f.W3C], r.message) {
				t.Errorf("%s: %v must not be reported", r.file, f)
			}
		}
		missed = append(missed, fmt.Sprintf("%s %v %s %v: %v", r.file, r.present, r.message, r.params, said))
	}
	share := 0.0
	total, good := 0, 0
	for folder := range all {
		total, good = total+all[folder], good+met[folder]
		t.Logf("%-6s %d of %d", folder, met[folder], all[folder])
	}
	share = 100 * float64(good) / float64(total)
	t.Logf("%d of %d: %.1f %%", good, total, share)
	for _, m := range missed {
		t.Log(m)
	}
	if share < 95 {
		t.Errorf("%.1f %% of the rows are met", share)
	}
}
