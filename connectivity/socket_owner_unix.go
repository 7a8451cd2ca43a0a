//go:build unix

package connectivity

import (
	"fmt"
	"io/fs"
	"syscall"
)

// owner names who owns a file.
func owner(info fs.FileInfo) string {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf(", its owner uid %d and group gid %d", stat.Uid, stat.Gid)
	}
	return ""
}
