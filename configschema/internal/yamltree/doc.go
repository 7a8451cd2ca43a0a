// Package yamltree reads YAML as the library of an Authelia release does, yaml.v2
// until 4.35 and yaml.v3 since 4.36: into values that are typed as there, with
// aliases and merges resolved, and that know where they stand in the text. It also
// knows what is put together from several texts: where each line came from.
package yamltree
