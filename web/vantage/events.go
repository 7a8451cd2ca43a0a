package vantage

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"redis-wizard/configschema/phrase"
)

// The bounds of an answer. The report on 64 sentinels and as many servers has
// about 500 KiB, and its steps come before it.
const (
	maxAnswer = 8 << 20
	maxLine   = 4 << 20
)

var errTooLarge = phrase.New("its answer is larger than any report")

// readEvents calls handle with each server-sent event, until handle says that it
// was the last, or fails. An answer that ends before is io.ErrUnexpectedEOF.
// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
func readEvents(r io.Reader, handle func(name string, data []byte) (last bool, err error)) error {
	bounded := &io.LimitedReader{R: r, N: maxAnswer}
	lines := bufio.NewScanner(bounded)
	lines.Buffer(make([]byte, 0, 4<<10), maxLine)
	var (
		name string
		data []byte
	)
	for lines.Scan() {
		line := lines.Bytes() // without its line break, \r included
		if len(line) == 0 {
			if len(data) > 0 {
				if last, err := handle(name, data); last || err != nil {
					return err
				}
			}
			name, data = "", nil
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			name = string(value)
		case "data":
			if data != nil {
				data = append(data, '\n')
			}
			data = append(data, value...)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong) || bounded.N <= 0:
		return errTooLarge
	case err != nil:
		return err
	}
	return io.ErrUnexpectedEOF
}
