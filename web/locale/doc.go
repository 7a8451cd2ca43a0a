// Package locale is the catalogue of everything that people read, in every
// language that the wizard speaks, and the choice among them. Texts are written
// in English where they are used, as constants of the type phrase.Text; `go
// generate ./web/locale` finds them all and brings each language's files up to
// date, and a test fails where a translation is missing.
//
// The files are gettext's .po, which every tool for translators reads. There is
// one for each part of the program, because the browser's modules load only what
// they say themselves.
package locale

//go:generate go run ./extract
