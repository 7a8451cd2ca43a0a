package vantage

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTokenFollowsItsFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "token")
		write := func(text string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		first, second, third := strings.Repeat("1", 32), strings.Repeat("2", 32), strings.Repeat("3", 32)
		var log bytes.Buffer
		write(first + "\n")
		token, err := ReadToken(file, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		want := func(value, when string) {
			t.Helper()
			if got := token.Value(); got != value {
				t.Errorf("%s it is %s, want %s", when, got, value)
			}
		}
		want(first, "at first")

		write("\n " + second + "\r\n")
		time.Sleep(time.Second - time.Nanosecond)
		want(first, "within a second")
		time.Sleep(time.Nanosecond)
		want(second, "after a second")

		for _, bad := range []string{"", "short-and-secret", third + " " + third} {
			write(bad)
			for range 3 {
				time.Sleep(time.Second)
				want(second, "while the file holds no token")
			}
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			time.Sleep(time.Second)
			want(second, "without the file")
		}
		write(third)
		time.Sleep(time.Second)
		want(third, "with a good file again")

		text := log.String()
		// A file without a token is complained about once, whatever else it holds.
		if strings.Count(text, "the old one stays") != 2 || strings.Count(text, "the new token is in use") != 2 {
			t.Errorf("the log is\n%s", text)
		}
		for _, value := range []string{first, second, third, "short-and-secret"} {
			if strings.Contains(text+fmt.Sprintf("%v %+v", token, Point{Token: token}), value) {
				t.Errorf("%s is in the log:\n%s", value, text)
			}
		}
	})
}

func TestReadTokenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if _, err := ReadToken(file, nil); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("without a file the error is %v", err)
	}
	if err := os.WriteFile(file, []byte("short-and-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadToken(file, nil); err == nil || !strings.Contains(err.Error(), "the file "+file+" must contain one token") || strings.Contains(err.Error(), "secret") {
		t.Errorf("the error is %v", err)
	}
}

func TestNoTokenIsNone(t *testing.T) {
	var none *Token
	if none.Value() != "" || NewToken("fixed").Value() != "fixed" {
		t.Error("a token without a file is not what it was made of")
	}
}
