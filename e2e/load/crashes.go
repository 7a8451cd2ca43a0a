package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity/redistest"
)

// crashes ends servers, and the wizard itself, by kill -9 in the middle of tests,
// and looks for what is left behind.
var crashes = chapter{
	name: "crashes", title: "kill -9 in the middle",
	intro: "Each of them dies while twenty connection tests run; then what is left behind is counted.",
	measure: func(binary string) []row {
		return []row{crash(binary, "Redis"), crash(binary, "Sentinel"), crash(binary, "the wizard")}
	},
}

func crash(binary, victim string) row {
	server := must(redistest.Run(redistest.Options{Password: "s3ssions"}))
	defer server.Stop()
	sentinel := must(redistest.RunSentinel(redistest.SentinelOptions{Primary: server}))
	defer sentinel.Stop()
	w := start(binary, "--max-probes", "40")
	defer w.stop()
	_, calm := w.state()
	question := asked(authelia.Values{
		authelia.KeyPassword: "s3ssions", authelia.KeySentinelName: "mymaster",
		string(authelia.At(authelia.KeyNodeHost, 0)): "127.0.0.1", string(authelia.At(authelia.KeyNodePort, 0)): strconv.Itoa(sentinel.Port),
	})
	const tests = 20
	answered := make(chan bool, tests)
	for range tests {
		go func() {
			_, err := w.post("/api/v1/probe", question)
			answered <- err == nil
		}()
	}
	time.Sleep(15 * time.Millisecond)
	victims := map[string]int{"Redis": server.PID, "Sentinel": sentinel.PID, "the wizard": w.process.Process.Pid}
	check(syscall.Kill(victims[victim], syscall.SIGKILL))
	reports := 0
	for range tests {
		if <-answered {
			reports++
		}
	}
	if victim != "the wizard" {
		time.Sleep(2 * time.Second)
		_, left := w.state()
		return row{victim + " dies", fmt.Sprintf("%d of %d tests end with a report; goroutines %.0f before, %.0f after", reports, tests, calm, left), "all; as before"}
	}
	// The throw-away keys expire by themselves.
	time.Sleep(12 * time.Second)
	client := server.Client("", server.Password)
	defer client.Close()
	keys := must(client.DBSize(context.Background()).Result())
	clients := must(client.ClientList(context.Background()).Result())
	return row{victim + " dies", fmt.Sprintf("%d keys in Redis 12 s later; %d clients, the sentinel's and our own among them", keys, strings.Count(clients, "\n")), "0 keys"}
}
