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

// noRaceSleep is a GORACE option. Without it the race detector makes each process sleep for a second at
// its end, and these tests start hundreds.
const noRaceSleep = "atexit_sleep_ms=0"

// TestMain makes the test binary run as fil if it is called by that name, as in scripts, or with
// FIL_TEST_AS_FIL set, as in tests that start it.
func TestMain(m *testing.M) {
	if os.Getenv("FIL_TEST_AS_FIL") != "" {
		os.Exit(asFil())
	}
	feedtest.InMemory()
	os.Setenv("GORACE", noRaceSleep) // for the processes that tests start
	testscript.Main(leakless{m}, map[string]func(){
		"fil": func() { os.Exit(asFil()) },
	})
}

// asFil runs fil, and returns its exit status. It publishes uploads at once, unless FIL_TEST_STILL says how
// long they must be unchanged.
func asFil() int {
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	if often := os.Getenv("FIL_TEST_RESCAN"); often != "" {
		a.rescanInterval, _ = time.ParseDuration(often)
	}
	a.engine.UploadDelay, _ = time.ParseDuration(os.Getenv("FIL_TEST_STILL"))
	if a.engine.UploadDelay == 0 {
		a.engine.UploadDelay = -1
	}
	return a.run(os.Args[1:])
}

// leakless fails if goroutines are left after the tests.
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

// TestScripts runs the scripts of testdata/script, which call fil as a user does.
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
