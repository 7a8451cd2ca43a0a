package connectivity

import (
	"context"
	"net"
	"syscall"

	"redis-wizard/connectivity/redistest"
)

// redirect is a dialer for which servers stand at other loopback ports than
// their own, and nothing stands at the usual ports otherwise.
func redirect(open map[string]*redistest.Server) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if server := open[address]; server != nil {
			address = server.Addr
		} else if _, port, _ := net.SplitHostPort(address); port == "6379" || port == "26379" {
			loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
			return nil, &net.OpError{Op: "dial", Net: network, Addr: loopback, Err: syscall.ECONNREFUSED}
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
}
