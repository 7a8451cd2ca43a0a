package form

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"redis-wizard/web/admission"
)

// The largest form that is read stays in memory: the standard library would
// put what is larger into a temporary file.
func TestFormStaysInMemory(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	h := &Handler{Control: admission.New(admission.Options{MaxBody: 256 << 10, MaxFields: 500, MaxWorkers: 1}, slog.New(slog.DiscardHandler))}
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	part, err := writer.CreateFormFile("file", "configuration.yml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, strings.Repeat("#", int(h.Control.FormLimit())-1<<10)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", &body)
	r.Header.Set("Content-Type", writer.FormDataContentType())
	if _, err := h.read(r); err != nil {
		t.Fatal(err)
	}
	file, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, onDisk := file.(*os.File); onDisk {
		t.Error("a chosen file was written to disk")
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%d temporary files (%v)", len(left), err)
	}
}
