package growth

import (
	"encoding/binary"
	"errors"
)

var errFormat = errors.New("the counters are not in the format of Go's coverage that is known here")

// sum adds all counters of a file of counters.
// Source: internal/coverage/defs.go (version 1) and decodecounter in Go's tree.
func sum(data []byte) (total uint64, err error) {
	defer func() {
		if recover() != nil { // beyond the end
			err = errFormat
		}
	}()
	const header, footer, segment = 32, 16, 16
	if string(data[:4]) != "\x00cwm" || binary.LittleEndian.Uint32(data[4:]) != 1 {
		return 0, errFormat
	}
	packed := data[24] == 2 // numbers in ULEB128 rather than of 4 bytes
	segments := binary.LittleEndian.Uint32(data[len(data)-footer+8:])
	at := header
	number := func() uint64 {
		if !packed {
			at += 4
			return uint64(binary.LittleEndian.Uint32(data[at-4:]))
		}
		value, n := binary.Uvarint(data[at:])
		if n <= 0 {
			panic(errFormat)
		}
		at += n
		return value
	}
	for range segments {
		functions := binary.LittleEndian.Uint64(data[at:])
		texts, arguments := binary.LittleEndian.Uint32(data[at+8:]), binary.LittleEndian.Uint32(data[at+12:])
		at += segment + int(texts) + int(arguments)
		at = (at + 3) &^ 3
		for range functions {
			counters := number()
			number() // the package
			number() // the function
			for range counters {
				total += number()
			}
		}
	}
	return total, nil
}
