// Command sandbox is what `make run` starts: the wizard, a small Redis inside
// the same process, and the form filled in for it, so that the first click on
// "Test connection" meets a real answer on a machine that has never seen Redis.
//
// It is a program of its own so that the production binary carries no Redis.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	listen := flags.String("listen", "127.0.0.1:8080", "address of the wizard, on loopback; another free port is taken when this one is in use")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return 2
	}
	if err := serve(ctx, *listen, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, "sandbox:", err)
		return 2
	}
	return 0
}

func serve(ctx context.Context, listen string, stdout, stderr io.Writer) error {
	redis, err := startRedis(rand.Text())
	if err != nil {
		return fmt.Errorf("start the sandbox Redis: %w", err)
	}
	defer redis.Close()

	listener, err := listenNear(listen)
	if err != nil {
		return err
	}
	server, err := web.New(web.Options{
		Listen:  listener.Addr().String(),
		Policy:  policy.ForServer(true),
		Logger:  slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Prefill: redis.values(),
		Version: "sandbox",
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(stdout, "The wizard is ready:  http://%s/\n", listener.Addr())
	fmt.Fprintf(stdout, "The form is filled in for a sandbox Redis on %s; press \"Test connection\". Ctrl-C ends both.\n", redis.addr())
	return server.Serve(ctx, listener)
}

// listenNear listens on the address, or on a free port beside it when that one
// is in use. Only loopback will do: the page shows the sandbox's password.
func listenNear(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("the sandbox serves on loopback only, not on %q", host)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, fmt.Errorf("%q is no port", port)
	}
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	return listener, err
}

// values fills in the form.
func (r *sandboxRedis) values() configschema.Values {
	return configschema.Values{
		authelia.KeyHost:     r.server.Host(),
		authelia.KeyPort:     r.server.Port(),
		authelia.KeyPassword: r.password,
	}
}
