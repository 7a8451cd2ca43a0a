// Package configschema knows every option of Authelia's session.redis, for
// every Authelia version since 4.29: what the option is for, what it may be,
// and what the real Authelia of a version says about it.
//
// Its one entry point is [Evaluate]. It takes what a person typed into the
// form, or a configuration.yml (whole, just a fragment, or several that Authelia
// merges) with the environment variables that go with it, and answers with the
// values, the problems and the YAML to use. The browser runs this very
// code as WebAssembly, so the form, the server and the command line can never
// disagree.
//
// The package stands on one table, [Fields], and on a description of what
// changed between Authelia's versions ([Versions] and the behaviour methods
// beside it). An error is reported where, and only where, that version of
// Authelia refuses to start, in Authelia's own words; hints and fixes are ours.
//
// It does no I/O, reads no clock and writes no log. Beside yaml.v3 it avoids
// the packages that weigh most in a .wasm: encoding/json, net and regexp.
package configschema
