// Package web is the wizard's HTTP side, put together: one page that works with and
// without JavaScript, and the endpoints behind it. routes.go lists them all; what
// each of them does stands in a package of its own below this one, by subject.
//
// The server keeps no state: a form carries everything it needs, and two
// replicas behind a load balancer serve as one. It reads nothing from the
// environment; everything it uses is in [Options].
package web
