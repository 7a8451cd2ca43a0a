//go:build unix

package socketfile

import (
	"io/fs"
	"strconv"
	"syscall"
)

// owner tells who owns a file.
func owner(info fs.FileInfo) (uid, gid string) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.FormatUint(uint64(stat.Uid), 10), strconv.FormatUint(uint64(stat.Gid), 10)
	}
	return "", ""
}
