// Package configschema says what an Authelia makes of the options by which it reaches
// Redis: for every release since 4.29, what is wrong with them, what they come to, and
// the YAML to use.
//
// Its one entry point is [Evaluate]. It takes what a person typed into the
// form, or a configuration.yml (whole, just a fragment, or several that Authelia
// merges) with the environment variables that go with it, and answers with the
// values, the problems and the YAML to use. The browser runs this very
// code as WebAssembly, so the form, the server and the command line can never
// disagree.
//
// The package is the public face: [Input], [Result], [Evaluate], and by their names
// what these are made of. What is known about Authelia are the tables of the package
// authelia below it: releases, roots and options. Reading, decoding, checking and
// writing are packages of their own, below internal. An error is reported where, and
// only where, that release of Authelia refuses to start, in Authelia's own words; hints
// and fixes are ours.
//
// It does no I/O, reads no clock and writes no log. What stands around an evaluation,
// such as reading other formats, merging into a file or rendering, is none of its
// business: packages beside internal do that.
package configschema
