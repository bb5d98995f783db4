package deploy

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"fil/feed/cli"
)

// instructions are those that a Dockerfile may have here.
var instructions = regexp.MustCompile(`^(?:FROM|WORKDIR|COPY|RUN|USER|ENV|EXPOSE|VOLUME|HEALTHCHECK|ENTRYPOINT|CMD) \S`)

// variable is an environment variable of Fil's.
var variable = regexp.MustCompile(`FIL_[A-Z_]+`)

// flags are the environment variables that fil serve reads.
func flags(t *testing.T) map[string]bool {
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

// TestFiles reads each file as the program does that it is for, as far as its syntax goes, and
// looks whether what it says to Fil is understood.
func TestFiles(t *testing.T) {
	known := flags(t)
	entries, err := Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := Files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range variable.FindAllString(string(data), -1) {
			if !known[name] && name != "FIL_SHA" {
				t.Errorf("%s: %s is no variable of fil serve", e.Name(), name)
			}
		}
		switch e.Name() {
		case "Dockerfile":
			for n, line := range strings.Split(string(data), "\n") {
				if line != "" && !strings.HasPrefix(line, "#") && !instructions.MatchString(line) {
					t.Errorf("Dockerfile:%d: %q", n+1, line)
				}
			}
			if !bytes.Contains(data, []byte("\nUSER 65532:65532\n")) || !bytes.Contains(data, []byte(`CMD ["/fil", "health"]`)) || !bytes.Contains(data, []byte("FROM scratch\n")) {
				t.Error("the Dockerfile is not of an image from scratch, without root and with a health check")
			}
		case "compose.yaml":
			var compose struct {
				Services map[string]map[string]any `yaml:"services"`
				Volumes  map[string]any            `yaml:"volumes"`
			}
			if err := yaml.Unmarshal(data, &compose); err != nil || compose.Services["fil"] == nil || compose.Volumes == nil {
				t.Errorf("compose.yaml: %v, %v", err, compose)
			}
		case "github-pages.yaml":
			var workflow struct {
				On          map[string]any            `yaml:"on"`
				Permissions map[string]string         `yaml:"permissions"`
				Jobs        map[string]map[string]any `yaml:"jobs"`
			}
			if err := yaml.Unmarshal(data, &workflow); err != nil || workflow.On["push"] == nil || workflow.Permissions["pages"] != "write" || workflow.Jobs["publish"]["steps"] == nil {
				t.Errorf("github-pages.yaml: %v, %+v", err, workflow)
			}
		case "fil.service":
			section := ""
			for n, line := range strings.Split(string(data), "\n") {
				switch {
				case strings.HasPrefix(line, "["):
					section += line
				case line != "" && !regexp.MustCompile(`^[A-Z][A-Za-z]+=\S`).MatchString(line):
					t.Errorf("fil.service:%d: %q", n+1, line)
				}
			}
			if section != "[Unit][Service][Install]" {
				t.Errorf("fil.service has the sections %s", section)
			}
		case "kubernetes.yaml":
			kinds := map[string]int{}
			for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
				var object struct {
					APIVersion string         `yaml:"apiVersion"`
					Kind       string         `yaml:"kind"`
					Metadata   map[string]any `yaml:"metadata"`
					Spec       map[string]any `yaml:"spec"`
				}
				err := dec.Decode(&object)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil || object.APIVersion == "" || object.Metadata["name"] == nil || object.Spec == nil {
					t.Fatalf("kubernetes.yaml: %v, %+v", err, object)
				}
				kinds[object.Kind]++
			}
			if kinds["Deployment"] != 1 || kinds["Service"] != 1 || kinds["PersistentVolumeClaim"] != 2 {
				t.Errorf("kubernetes.yaml has %v", kinds)
			}
		}
	}
}
