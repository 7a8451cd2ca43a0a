package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// wizard is a running process of the binary.
type wizard struct {
	process *exec.Cmd
	origin  string
	client  *http.Client
	log     bytes.Buffer
}

// start starts the binary on a free port, open to as much as the load asks for.
func start(binary string, flags ...string) (*wizard, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	w := &wizard{origin: "http://" + address, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}}
	flags = append([]string{"serve", "--listen", address, "--probes-per-minute", "1000000", "--requests-per-minute", "100000000", "--max-connections", "5000", "--connections-per-client", "5000", "--probes-per-client", "1000"}, flags...)
	w.process = exec.Command(binary, flags...)
	w.process.Stderr = &w.log
	w.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.process.Start(); err != nil {
		return nil, err
	}
	for range 200 {
		if response, err := w.client.Get(w.origin + "/readyz"); err == nil {
			response.Body.Close()
			return w, nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("the wizard does not answer: %s", &w.log), w.stop(syscall.SIGKILL))
}

func (w *wizard) stop(signal syscall.Signal) error {
	err := w.process.Process.Signal(signal)
	_ = w.process.Wait() // it was killed, or ends with the status of the signal
	w.client.CloseIdleConnections()
	return err
}

// post sends a document and reads the whole answer.
func (w *wizard) post(path, body string) (status int, answer []byte, err error) {
	response, err := w.client.Post(w.origin+path, "application/json", strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// metric reads one gauge of /metrics, or the sum of a family's series.
func (w *wizard) metric(name string) (float64, error) {
	response, err := w.client.Get(w.origin + "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	sum, found := 0.0, false
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		series, value, ok := strings.Cut(lines.Text(), " ")
		family, _, _ := strings.Cut(series, "{")
		if !ok || family != name {
			continue
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, err
		}
		sum, found = sum+number, true
	}
	if !found {
		return 0, fmt.Errorf("/metrics has no %s", name)
	}
	return sum, nil
}

// state is memory and goroutines as the process itself reports them, without
// those that only hold our own idle connections.
func (w *wizard) state() (resident, goroutines float64, err error) {
	w.client.CloseIdleConnections()
	time.Sleep(100 * time.Millisecond)
	resident, err1 := w.metric("process_resident_memory_bytes")
	goroutines, err2 := w.metric("go_goroutines")
	return resident, goroutines, errors.Join(err1, err2)
}

// probe asks for one connection test and returns its verdict.
func (w *wizard) probe(port int, password string) (string, error) {
	status, answer, err := w.post("/api/v1/probe", fmt.Sprintf(`{"values":{"session.redis.host":"127.0.0.1","session.redis.port":"%d","session.redis.password":%q}}`, port, password))
	if err != nil {
		return "", err
	}
	var report struct{ Verdict string }
	if err := json.Unmarshal(answer, &report); err != nil || status != http.StatusOK {
		return "", fmt.Errorf("status %d: %.200s", status, answer)
	}
	return report.Verdict, nil
}
