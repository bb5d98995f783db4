package cli

import (
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fil/feed/publish"
	"fil/feed/source"
)

// noRaceSleep keeps the race detector from a second's sleep at the end of every
// process, of which there are hundreds here.
const noRaceSleep = "atexit_sleep_ms=0"

// TestMain lets the test binary be fil itself: for scripts by its name, for tests
// that start it by an environment variable.
func TestMain(m *testing.M) {
	if os.Getenv("FIL_TEST_AS_FIL") != "" {
		a := &app{in: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, clock: time.Now, tick: source.Tick, small: publish.SmallSite, fault: faultFromEnv()}
		os.Exit(a.main(os.Args[1:]))
	}
	os.Setenv("GORACE", noRaceSleep) // for the processes to come
	testscript.Main(m, map[string]func(){
		"fil": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
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
