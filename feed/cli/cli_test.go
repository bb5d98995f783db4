package cli

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"fil/feed/feedtest"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// noRaceSleep keeps the race detector from a second's sleep at the end of every
// process, of which there are hundreds here.
const noRaceSleep = "atexit_sleep_ms=0"

// TestMain lets the test binary be fil itself: for scripts by its name, for tests
// that start it by an environment variable.
func TestMain(m *testing.M) {
	if os.Getenv("FIL_TEST_AS_FIL") != "" {
		os.Exit(asFil())
	}
	feedtest.InMemory()
	os.Setenv("GORACE", noRaceSleep) // for the processes to come
	testscript.Main(leakless{m}, map[string]func(){
		"fil": func() { os.Exit(asFil()) },
	})
}

// asFil is fil, which waits for no file unless a test says so.
func asFil() int {
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	if often := os.Getenv("FIL_TEST_RESCAN"); often != "" {
		a.rescanInterval, _ = time.ParseDuration(often)
	}
	if a.engine.UploadDelay, _ = time.ParseDuration(os.Getenv("FIL_TEST_STILL")); a.engine.UploadDelay == 0 {
		a.engine.UploadDelay = -1
	}
	return a.run(os.Args[1:])
}

// leakless wants whatever a test starts to end with it.
type leakless struct{ *testing.M }

func (m leakless) Run() int {
	code := m.M.Run()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// The commands, as a user has them: see testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status":  cmdStatus,
			"mtimes":  cmdMtimes,
			"mkfifo":  cmdMkfifo,
			"latin1":  cmdLatin1,
			"squeeze": cmdSqueeze,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("GORACE", noRaceSleep)
			return os.MkdirAll(env.WorkDir+"/home", 0o755)
		},
	})
}
