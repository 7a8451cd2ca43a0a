package main

import (
	"fmt"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	os.Chdir("../..")
	f := browser
	if os.Getenv("PART") == "requests" {
		f = requests
	}
	c, err := f(os.Getenv("BIN"))
	for _, r := range c.rows {
		fmt.Println(r.what, "|", r.figure)
	}
	if err != nil {
		t.Fatal(err)
	}
}
