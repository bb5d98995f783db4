package deploy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"fil/feed/cli"
)

// TestFiles checks the syntax of each file, as far as the program that reads it defines one, and what
// Fil needs in it.
func TestFiles(t *testing.T) {
	checks := map[string]func(t *testing.T, data []byte){
		"Dockerfile":        checkDockerfile,
		"compose.yaml":      checkCompose,
		"github-pages.yaml": checkWorkflow,
		"fil.service":       checkService,
		"kubernetes.yaml":   checkKubernetes("Deployment", "Service", "PersistentVolumeClaim", "PersistentVolumeClaim"),
		// Servers without a volume of their own, and publishers with one each.
		"kubernetes-bucket.yaml":  checkKubernetes("ConfigMap", "Deployment", "Service", "StatefulSet"),
		"kubernetes-cronjob.yaml": checkKubernetes("PersistentVolumeClaim", "CronJob"),
		"nginx.conf":              checkBraces("proxy_cache_revalidate on;", "proxy_cache_use_stale"),
		"Caddyfile":               checkBraces("reverse_proxy", "health_uri /-/readyz"),
		"cloudfront.yaml":         checkCloudFront,
		"cloudflare.json":         checkCloudflare,
	}
	entries, err := Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		check := checks[e.Name()]
		if check == nil {
			t.Errorf("%s has no check", e.Name())
			continue
		}
		check(t, data)
	}
}

// TestVariables wants every environment variable of Fil's in the files to be a flag of fil serve.
// FIL_SHA belongs to the workflow of GitHub Pages.
func TestVariables(t *testing.T) {
	known := serveVariables(t)
	entries, err := Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`FIL_[A-Z_]+`).FindAllString(string(data), -1) {
			if !known[name] && name != "FIL_SHA" {
				t.Errorf("%s: %s is no variable of fil serve", e.Name(), name)
			}
		}
	}
}

// serveVariables returns the environment variables that fil serve reads: FIL_NAME for a flag --name.
func serveVariables(t *testing.T) map[string]bool {
	t.Helper()
	serve, _, err := cli.Command().Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	usage := serve.Flags().FlagUsages() + serve.InheritedFlags().FlagUsages()
	for _, m := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(usage, -1) {
		known["FIL_"+strings.ToUpper(strings.ReplaceAll(m[1], "-", "_"))] = true
	}
	return known
}

// instruction matches a line of a Dockerfile with one of the instructions that this one uses.
var instruction = regexp.MustCompile(`^(?:FROM|WORKDIR|COPY|RUN|USER|ENV|EXPOSE|VOLUME|HEALTHCHECK|ENTRYPOINT|CMD) \S`)

// checkDockerfile wants an image from scratch that runs without root and has a health check.
func checkDockerfile(t *testing.T, data []byte) {
	for n, line := range strings.Split(string(data), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") && !instruction.MatchString(line) {
			t.Errorf("Dockerfile:%d: %q", n+1, line)
		}
	}
	for _, want := range []string{"\nUSER 65532:65532\n", `CMD ["/fil", "health"]`, "FROM scratch\n"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("Dockerfile lacks %q", want)
		}
	}
}

// checkCompose wants a service fil and a volume.
func checkCompose(t *testing.T, data []byte) {
	var compose struct {
		Services map[string]map[string]any `yaml:"services"`
		Volumes  map[string]any            `yaml:"volumes"`
	}
	if err := yaml.Unmarshal(data, &compose); err != nil || compose.Services["fil"] == nil || compose.Volumes == nil {
		t.Errorf("compose.yaml: %v, %v", err, compose)
	}
}

// checkWorkflow wants a workflow that publishes at each push, with the permission that Pages need.
func checkWorkflow(t *testing.T, data []byte) {
	var workflow struct {
		On          map[string]any            `yaml:"on"`
		Permissions map[string]string         `yaml:"permissions"`
		Jobs        map[string]map[string]any `yaml:"jobs"`
	}
	err := yaml.Unmarshal(data, &workflow)
	if err != nil || workflow.On["push"] == nil || workflow.Permissions["pages"] != "write" || workflow.Jobs["publish"]["steps"] == nil {
		t.Errorf("github-pages.yaml: %v, %+v", err, workflow)
	}
}

// setting matches a line of a systemd unit: Name=value.
var setting = regexp.MustCompile(`^[A-Z][A-Za-z]+=\S`)

// checkService wants the three sections of a systemd service, and settings only.
func checkService(t *testing.T, data []byte) {
	sections := ""
	for n, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "["):
			sections += line
		case line != "" && !setting.MatchString(line):
			t.Errorf("fil.service:%d: %q", n+1, line)
		}
	}
	if sections != "[Unit][Service][Install]" {
		t.Errorf("fil.service has the sections %s", sections)
	}
}

// checkKubernetes wants objects of these kinds.
func checkKubernetes(want ...string) func(t *testing.T, data []byte) {
	return func(t *testing.T, data []byte) {
		var kinds []string
		for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
			var object struct {
				APIVersion string         `yaml:"apiVersion"`
				Kind       string         `yaml:"kind"`
				Metadata   map[string]any `yaml:"metadata"`
				Spec       map[string]any `yaml:"spec"`
				Data       map[string]any `yaml:"data"`
			}
			err := dec.Decode(&object)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || object.APIVersion == "" || object.Metadata["name"] == nil || object.Spec == nil && object.Data == nil {
				t.Fatalf("%v, %+v", err, object)
			}
			if object.Kind == "CronJob" && object.Spec["concurrencyPolicy"] != "Forbid" {
				t.Error("two jobs may run at the same time")
			}
			kinds = append(kinds, object.Kind)
		}
		slices.Sort(kinds)
		if sorted := slices.Sorted(slices.Values(want)); !slices.Equal(kinds, sorted) {
			t.Errorf("the kinds are %v, want %v", kinds, sorted)
		}
	}
}

// checkBraces wants balanced braces and these words. The test with the tag e2e asks the program itself.
func checkBraces(words ...string) func(t *testing.T, data []byte) {
	return func(t *testing.T, data []byte) {
		if bytes.Count(data, []byte("{")) != bytes.Count(data, []byte("}")) {
			t.Error("braces are not balanced")
		}
		for _, word := range words {
			if !bytes.Contains(data, []byte(word)) {
				t.Errorf("%q is missing", word)
			}
		}
	}
}

// checkCloudFront wants a distribution with a cache whose key has all that an answer depends on.
func checkCloudFront(t *testing.T, data []byte) {
	var template struct {
		Version   string `yaml:"AWSTemplateFormatVersion"`
		Resources map[string]struct {
			Type string `yaml:"Type"`
		} `yaml:"Resources"`
	}
	data = bytes.ReplaceAll(data, []byte("!Ref "), nil) // a tag of CloudFormation
	if err := yaml.Unmarshal(data, &template); err != nil || template.Version == "" {
		t.Fatal(err)
	}
	kinds := []string{template.Resources["Cache"].Type, template.Resources["Site"].Type}
	if !slices.Equal(kinds, []string{"AWS::CloudFront::CachePolicy", "AWS::CloudFront::Distribution"}) {
		t.Errorf("the resources are %v", kinds)
	}
	for _, want := range []string{"EnableAcceptEncodingGzip: true", "Headers: [Sec-Fetch-Dest]", "QueryStringBehavior: all"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("%q is missing", want)
		}
	}
}

// checkCloudflare wants a rule that respects what Fil says of caching.
func checkCloudflare(t *testing.T, data []byte) {
	type ttl struct{ Mode string }
	var ruleset struct {
		Kind, Phase string
		Rules       []struct {
			Expression, Action string
			Parameters         struct {
				Cache       bool
				Edge        ttl  `json:"edge_ttl"`
				Browser     ttl  `json:"browser_ttl"`
				StrongETags bool `json:"respect_strong_etags"`
			} `json:"action_parameters"`
		}
	}
	err := json.Unmarshal(data, &ruleset)
	if err != nil || ruleset.Kind != "zone" || ruleset.Phase != "http_request_cache_settings" || len(ruleset.Rules) != 1 {
		t.Fatalf("%v, %+v", err, ruleset)
	}
	rule := ruleset.Rules[0]
	respect := ttl{"respect_origin"}
	if p := rule.Parameters; rule.Action != "set_cache_settings" || rule.Expression == "" || !p.Cache || p.Edge != respect || p.Browser != respect || !p.StrongETags {
		t.Errorf("%+v", rule)
	}
}

// TestCosts computes the table of the package comment.
func TestCosts(t *testing.T) {
	const (
		subscribers       = 10_000_000
		days              = 30
		requests          = subscribers * 24 * days
		answer, unchanged = 25_583, 250 // bytes
		builds            = 96 * days
	)
	transfer := func(bytes float64) (dollars float64) {
		left := bytes / 1e12
		for _, tier := range []struct{ terabytes, price float64 }{{10, 0.085}, {40, 0.08}, {100, 0.06}, {350, 0.04}} {
			part := min(left, tier.terabytes)
			dollars, left = dollars+part*1000*tier.price, left-part
		}
		return dollars
	}
	atBucket := func(writes, reads float64) float64 { return writes/1000*0.005 + reads/1000*0.0004 }
	bytesOf := func(whole float64) float64 { return requests * (whole*answer + (1-whole)*unchanged) }
	atCDN := requests / 10_000 * 0.01
	ours, theirs := bytesOf(0.05), bytesOf(1)
	oursAtBucket, theirsAtBucket := atBucket(days*30, builds*2+days*2+3*days*86_400/5), atBucket(builds*3, 0)
	row := func(name, format string, a, b float64) string {
		return strings.Join(strings.Fields(name+" "+fmt.Sprintf(format+" "+format, a, b)), " ")
	}
	text, err := os.ReadFile("deploy.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.Join(strings.Fields(strings.ReplaceAll(strings.ReplaceAll(string(text), "//", " "), ",", "")), " ")
	for _, want := range []string{
		row("requests", "%.0f million", requests/1e6, requests/1e6),
		row("answers with the feed", "%.0f million", requests*0.05/1e6, requests/1e6),
		row("bytes sent by the CDN", "%.1f TB", ours/1e12, theirs/1e12),
		row("transfer", "$%.0f", transfer(ours), transfer(theirs)),
		row("requests at the CDN", "$%.0f", atCDN, atCDN),
		row("requests at the bucket", "$%.2f", oursAtBucket, theirsAtBucket),
		row("together", "$%.0f", transfer(ours)+atCDN+oursAtBucket, transfer(theirs)+atCDN+theirsAtBucket),
		fmt.Sprintf("%.0f a second", float64(requests)/days/86_400),
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("the comment lacks %q", want)
		}
	}
}
