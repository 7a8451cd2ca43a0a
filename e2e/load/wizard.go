package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"redis-wizard/configschema/authelia"
)

// wizard is a running process of the binary.
type wizard struct {
	process *exec.Cmd
	origin  string
	client  *http.Client
	log     bytes.Buffer
}

// start starts the binary on a free port, open to as much as the load asks for.
func start(binary string, flags ...string) *wizard {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	address := listener.Addr().String()
	check(listener.Close())
	w := &wizard{origin: "http://" + address, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}}
	w.process = exec.Command(binary, append([]string{"serve", "--listen", address,
		"--probes-per-minute", "1000000", "--probes-per-client", "1000", "--requests-per-minute", "100000000",
		"--max-connections", "5000", "--connections-per-client", "5000"}, flags...)...)
	w.process.Stderr = &w.log
	w.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check(w.process.Start())
	for range 200 {
		if w.get("/readyz") == nil {
			return w
		}
		time.Sleep(25 * time.Millisecond)
	}
	w.stop()
	panic(fmt.Sprintf("the wizard does not answer: %s", &w.log))
}

func (w *wizard) stop() {
	_ = w.process.Process.Signal(syscall.SIGTERM)
	_ = w.process.Wait() // it was killed, or ends with the status of the signal
	w.client.CloseIdleConnections()
}

func (w *wizard) get(path string) error {
	response, err := w.client.Get(w.origin + path)
	if err != nil {
		return err
	}
	_, err = good(response)
	return err
}

// post sends a document and reads the whole answer.
func (w *wizard) post(path, body string) ([]byte, error) {
	response, err := w.client.Post(w.origin+path, "application/json", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	return good(response)
}

// good is the body of an answer, which has to be 200.
func good(response *http.Response) ([]byte, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.200s", response.StatusCode, body)
	}
	return body, err
}

// metric reads one gauge of /metrics.
func (w *wizard) metric(name string) float64 {
	response := must(w.client.Get(w.origin + "/metrics"))
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families := must(parser.TextToMetricFamilies(bytes.NewReader(must(good(response)))))
	return families[name].Metric[0].GetGauge().GetValue()
}

// state is memory and goroutines as the process itself reports them, without
// those that only hold our own idle connections.
func (w *wizard) state() (mebibytes, goroutines float64) {
	w.client.CloseIdleConnections()
	time.Sleep(100 * time.Millisecond)
	return w.metric("process_resident_memory_bytes") / (1 << 20), w.metric("go_goroutines")
}

// asked is the question about some values.
func asked(values authelia.Values) string {
	return string(must(json.Marshal(map[string]any{"values": values})))
}

// probe asks for one connection test and returns its verdict.
func (w *wizard) probe(port int, password string) (string, error) {
	values := authelia.Values{authelia.KeyHost: "127.0.0.1", authelia.KeyPort: strconv.Itoa(port), authelia.KeyPassword: password}
	answer, err := w.post("/api/v1/probe", asked(values))
	if err != nil {
		return "", err
	}
	var report struct{ Verdict string }
	err = json.Unmarshal(answer, &report)
	return report.Verdict, err
}
