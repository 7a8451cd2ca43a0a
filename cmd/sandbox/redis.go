package main

import (
	"bufio"
	"bytes"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// sandboxRedis is a Redis in this process, on a free port of loopback.
type sandboxRedis struct {
	server   *miniredis.Miniredis
	password string
}

func startRedis(password string) (*sandboxRedis, error) {
	r := &sandboxRedis{miniredis.NewMiniRedis(), password}
	r.server.RequireAuth(password)
	r.server.ClockTTL(true) // keys expire by the clock; without it only a test's hand moves time
	if err := r.server.StartAddr("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if err := r.server.Server().Register("ROLE", r.role); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *sandboxRedis) addr() string { return r.server.Addr() }

func (r *sandboxRedis) Close() { r.server.Close() }

// role answers ROLE, which miniredis lacks, as a primary without replicas does.
// Whether this connection may ask at all, miniredis knows: a PING is put to it
// in the connection's name.
func (r *sandboxRedis) role(peer *server.Peer, _ string, args []string) {
	if len(args) > 0 {
		peer.WriteError("ERR wrong number of arguments for 'role' command")
		return
	}
	var answer bytes.Buffer
	ask := server.NewPeer(bufio.NewWriter(&answer))
	ask.Ctx, ask.Resp3 = peer.Ctx, peer.Resp3
	r.server.Server().Dispatch(ask, []string{"PING"})
	ask.Flush()
	if refusal, refused := bytes.CutPrefix(answer.Bytes(), []byte("-")); refused {
		peer.WriteError(string(bytes.TrimSpace(refusal)))
		return
	}
	peer.WriteLen(3)
	peer.WriteBulk("master")
	peer.WriteInt(0)
	peer.WriteLen(0)
}
