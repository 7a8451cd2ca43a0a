// Package codes is the catalogue of every code that the wizard can say, for
// people: what it looks like, what is behind it, and what to do. The page
// /codes and the document docs/codes.md are made from it.
//
// It is kept apart from the two halves that say the codes. connectivity has its
// own words for what it finds, and its rows are taken over as they are:
// an entry here adds what they do not say. configschema goes to every visitor
// as WebAssembly and carries no long texts, so what its codes mean stands here
// alone. Tests hold the catalogue complete against both.
package codes
