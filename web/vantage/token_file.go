package vantage

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// lookEvery is how often, at most, a token's file is read.
const lookEvery = time.Second

// Token is what two wizards know each other by. One that comes from a file
// follows that file while the server runs. While there is no good token in the
// file, as when it is being written or is gone, the old one stays: whoever wants
// to shut others out puts another token there.
type Token struct {
	file string // empty for a token that never changes
	log  *slog.Logger
	now  func() time.Time

	mutex     sync.Mutex
	looked    time.Time
	value     string
	complaint string // the last one, of a file that cannot be used
}

// NewToken returns a token that never changes. Whether it is a good one is for
// CheckToken.
func NewToken(value string) *Token { return &Token{value: value} }

// ReadToken returns the token in a file. The error does not repeat what is there.
func ReadToken(file string, log *slog.Logger) (*Token, error) {
	t := &Token{file: file, log: log, now: time.Now}
	t.looked = t.now()
	var err error
	t.value, err = t.read()
	return t, err
}

// Value is the token as it is now, empty for a nil one.
func (t *Token) Value() string {
	if t == nil {
		return ""
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.file != "" {
		if now := t.now(); now.Sub(t.looked) >= lookEvery {
			t.looked = now
			t.refresh()
		}
	}
	return t.value
}

// String keeps the token out of logs.
func (t *Token) String() string { return "<secret>" }

// refresh takes what the file holds now. What is wrong with it is said once.
func (t *Token) refresh() {
	value, err := t.read()
	switch {
	case err != nil:
		if complaint := err.Error(); complaint != t.complaint {
			t.complaint = complaint
			t.log.Warn("the new token cannot be used, so the old one stays", "error", complaint)
		}
	case value != t.value:
		t.value, t.complaint = value, ""
		t.log.Info("the new token is in use", "file", t.file)
	default:
		t.complaint = ""
	}
}

// read goes by the content, because a new token is as long as the old one, and
// may be as old by the clock of a coarse file system.
func (t *Token) read() (string, error) {
	content, err := os.ReadFile(t.file)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(string(content))
	if err := CheckToken(value); err != nil {
		return "", fmt.Errorf("the file %s %w", t.file, err)
	}
	return value, nil
}
