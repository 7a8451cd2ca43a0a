//go:build !unix

package connectivity

import "io/fs"

// owner is not told on systems without unix owners.
func owner(fs.FileInfo) (uid, gid string) { return "", "" }
