// Package yamledit changes entries of YAML in its text, and leaves every other byte
// as it is. What is to change is collected in one plan of edits over ranges of bytes,
// which is carried out at the end; comments, quotes and line breaks around an edit stay.
// It knows nothing of Authelia: what an entry is to say comes from who edits.
package yamledit
