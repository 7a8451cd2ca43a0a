package state

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strconv"
	"strings"

	"redis-wizard/configschema/render"
)

// The parts of an archive (APPNOTE.TXT of PKWARE, 4.3), as far as this one has them.
type (
	localHeader struct {
		Signature                          uint32
		Version, Flags, Method, Time, Date uint16
		Sum, PackedSize, Size              uint32
		NameLength, ExtraLength            uint16
	}
	centralHeader struct {
		Signature                              uint32
		MadeBy, Version, Flags, Method         uint16
		Time, Date                             uint16
		Sum, PackedSize, Size                  uint32
		NameLength, ExtraLength, CommentLength uint16
		Disk, InternalAttributes               uint16
		ExternalAttributes, Offset             uint32
	}
	endOfArchive struct {
		Signature                    uint32
		Disk, FirstDisk, Here, Files uint16
		Size, Offset                 uint32
		CommentLength                uint16
	}
)

const (
	fromUnix  = 3<<8 | 20 // attributes are those of Unix; version 2.0 of the format
	utf8Names = 1 << 11
	// newYear is 1980-01-01, the first day that an archive can name: the same files are
	// the same bytes whenever they are written.
	newYear = 1<<5 | 1
)

// zipped are files as an archive, as they are: they have a few kilobytes. The standard
// library's archive/zip would be another 70 KB of the module, most of it for packing.
func zipped(files []render.File) []byte {
	var archive, index bytes.Buffer
	for _, file := range files {
		// A name that leads elsewhere is one of an imported text.
		name := strings.TrimLeft(strings.ReplaceAll(strings.ReplaceAll(file.Name, `\`, "/"), "../", ""), "/")
		sum, size, offset := crc32.ChecksumIEEE([]byte(file.Text)), uint32(len(file.Text)), uint32(archive.Len())
		put(&archive, localHeader{Signature: 0x04034b50, Version: 20, Flags: utf8Names, Date: newYear, Sum: sum, PackedSize: size, Size: size, NameLength: uint16(len(name))})
		archive.WriteString(name + file.Text)
		put(&index, centralHeader{Signature: 0x02014b50, MadeBy: fromUnix, Version: 20, Flags: utf8Names, Date: newYear, Sum: sum, PackedSize: size, Size: size,
			NameLength: uint16(len(name)), ExternalAttributes: permissions(file) << 16, Offset: offset})
		index.WriteString(name)
	}
	end := endOfArchive{Signature: 0x06054b50, Here: uint16(len(files)), Files: uint16(len(files)), Size: uint32(index.Len()), Offset: uint32(archive.Len())}
	archive.Write(index.Bytes())
	put(&archive, end)
	return archive.Bytes()
}

// put writes a part, which never fails: it is of a fixed size, and goes into memory.
func put(to *bytes.Buffer, part any) {
	encoded, err := binary.Append(nil, binary.LittleEndian, part)
	if err == nil {
		to.Write(encoded)
	}
}

// permissions are those of a regular file.
func permissions(file render.File) uint32 {
	const regular = 0o100000
	if mode, err := strconv.ParseUint(file.Mode, 8, 12); err == nil {
		return regular | uint32(mode)
	}
	return regular | 0o644
}
