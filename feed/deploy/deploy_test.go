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

// TestFiles checks the syntax of each file, as far as the program that reads it defines one, and what
// Fil needs in it.
func TestFiles(t *testing.T) {
	checks := map[string]func(t *testing.T, data []byte){
		"Dockerfile":        checkDockerfile,
		"compose.yaml":      checkCompose,
		"github-pages.yaml": checkWorkflow,
		"fil.service":       checkService,
		"kubernetes.yaml":   checkKubernetes,
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

// checkKubernetes wants a deployment, a service and two volume claims, for content and for data.
func checkKubernetes(t *testing.T, data []byte) {
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
