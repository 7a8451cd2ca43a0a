package main

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/redistest"
)

// crashes ends servers, and the wizard itself, by kill -9 in the middle of tests,
// and looks for what is left behind.
func crashes(binary string) (chapter, error) {
	c := chapter{title: "kill -9 in the middle", intro: "Each of them dies while twenty connection tests run; then what is left behind is counted."}
	for _, victim := range []string{"Redis", "Sentinel", "the wizard"} {
		r, err := crash(binary, victim)
		if err != nil {
			return c, fmt.Errorf("%s: %w", victim, err)
		}
		c.rows = append(c.rows, r)
	}
	return c, nil
}

func crash(binary, victim string) (row, error) {
	server, err := redistest.Run(redistest.Options{Password: "s3ssions"})
	if err != nil {
		return row{}, err
	}
	defer server.Stop()
	sentinel, err := redistest.RunSentinel(redistest.SentinelOptions{Primary: server})
	if err != nil {
		return row{}, err
	}
	defer sentinel.Stop()
	w, err := start(binary, "--max-probes", "40")
	if err != nil {
		return row{}, err
	}
	defer w.stop(syscall.SIGKILL)
	_, calm, err := w.state()
	if err != nil {
		return row{}, err
	}
	question := fmt.Sprintf(`{"values":{"session.redis.password":"s3ssions","session.redis.high_availability.sentinel_name":"mymaster",`+
		`"session.redis.high_availability.nodes.0.host":"127.0.0.1","session.redis.high_availability.nodes.0.port":"%d"}}`, sentinel.Port)
	const tests = 20
	answered := make(chan bool, tests)
	for range tests {
		go func() {
			status, _, err := w.post("/api/v1/probe", question)
			answered <- err == nil && status == 200
		}()
	}
	time.Sleep(15 * time.Millisecond)
	victims := map[string]int{"Redis": server.PID, "Sentinel": sentinel.PID, "the wizard": w.process.Process.Pid}
	if err := syscall.Kill(victims[victim], syscall.SIGKILL); err != nil {
		return row{}, err
	}
	reports := 0
	for range tests {
		if <-answered {
			reports++
		}
	}
	if victim != "the wizard" {
		time.Sleep(2 * time.Second)
		_, left, err := w.state()
		if err != nil {
			return row{}, err
		}
		return row{victim + " dies", fmt.Sprintf("%d of %d tests end with a report; goroutines %.0f before, %.0f after", reports, tests, calm, left), "all; as before"}, nil
	}
	// The throw-away keys expire by themselves.
	time.Sleep(12 * time.Second)
	client := redis.NewClient(&redis.Options{Addr: server.Addr, Password: "s3ssions"})
	defer client.Close()
	keys, err := client.DBSize(context.Background()).Result()
	if err != nil {
		return row{}, err
	}
	clients, err := client.ClientList(context.Background()).Result()
	if err != nil {
		return row{}, err
	}
	return row{victim + " dies", fmt.Sprintf("%d keys in Redis 12 s later; %d clients, the sentinel's and our own among them", keys, strings.Count(clients, "\n")), "0 keys"}, nil
}
