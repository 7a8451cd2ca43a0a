//go:build !unix

package socketfile

import "io/fs"

// owner is not told on systems without unix owners.
func owner(fs.FileInfo) (uid, gid string) { return "", "" }
