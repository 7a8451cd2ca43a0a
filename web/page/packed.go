package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/assets"
)

// packedPages compresses the pages that are read rather than asked, and keeps what
// came of it: the same few pages go to everybody, and 70 KB of HTML are a third of
// a second on a slow line. Pages that are sent as they are are kept as well, so that
// a thousand clients who do not read theirs hold one page together.
//
// The answer to a POST stays as it is. It holds what was typed, secrets among it:
// the length of a compressed page gives away what repeats in it (BREACH), and
// nothing of it should be kept.
type packedPages struct {
	mutex sync.Mutex
	kept  map[packedPage][]byte
}

type packedPage struct {
	content  [sha256.Size]byte
	encoding string
}

// mostPacked bounds what is kept. There are a handful of pages; should they differ
// with every request one day, each is compressed anew and memory does not grow.
const mostPacked = 32

// answer is the page in the form that the request asks for, with its headers set.
func (p *packedPages) answer(c echo.Context, status int, page []byte) ([]byte, error) {
	if read := c.Request().Method; status != http.StatusOK || read != http.MethodGet && read != http.MethodHead {
		return page, nil
	}
	header := c.Response().Header()
	header.Set("Vary", strings.TrimPrefix(header.Get("Vary")+", Accept-Encoding", ", "))
	encoding := assets.Encoding(c.Request().Header.Get("Accept-Encoding"))
	key := packedPage{sha256.Sum256(page), encoding}
	p.mutex.Lock()
	defer p.mutex.Unlock() // held while compressing, so that a crowd at the start costs one page
	content, kept := p.kept[key]
	if !kept {
		var err error
		if content, err = compress(page, encoding); err != nil {
			return nil, err
		}
		if p.kept == nil || len(p.kept) >= mostPacked {
			p.kept = map[packedPage][]byte{}
		}
		p.kept[key] = content
	}
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	return content, nil
}

// compress takes some milliseconds. Brotli's highest level takes half a second for
// a tenth less, and ten times the memory.
func compress(page []byte, encoding string) ([]byte, error) {
	switch encoding {
	case "br":
		return assets.Pack(page, encoding, 5, 17)
	case "gzip":
		return assets.Pack(page, encoding, gzip.DefaultCompression, 0)
	}
	return bytes.Clone(page), nil
}
