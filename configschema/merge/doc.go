// Package merge puts options into a configuration.yml and leaves every byte outside
// session.redis as it is. It works out which options the file should say, edits the
// text in place, and reads the result back.
package merge
