// Package web is the wizard's HTTP side: one page that works with and without
// JavaScript, and the two endpoints behind it, /api/v1/evaluate and
// /api/v1/probe.
//
// It is where the two halves of the product meet: package configschema judges a
// configuration, package connectivity tries one, and [Target] turns the first
// one's result into the second one's order. The command line calls the same
// [Probe], so that the page, the API and a pipeline get the same report.
//
// The server keeps no state: a form carries everything it needs, and two
// replicas behind a load balancer serve as one. It reads nothing from the
// environment; everything it uses is in [Options].
package web
