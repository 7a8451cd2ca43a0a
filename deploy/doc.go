// Package deploy is the tests of the files in this folder: the compose files are
// held against the Compose Specification, the Kubernetes manifests against what the
// API server publishes, and the Redis configurations are run by real servers.
//
// It is a module of its own, so that none of what checks the files becomes a
// dependency of the wizard. `make check-deploy` runs it.
package deploy
