package views

import (
	"io"
	"strings"
	"testing"

	"redis-wizard/web/state"
)

// BenchmarkOutput is what a keystroke costs the output, in each shape and with a large file
// imported, its judgement left aside.
func BenchmarkOutput(b *testing.B) {
	large := strings.Repeat("# a note on the options below, as long as such notes are\n", 9500) + "session:\n  redis:\n    host: 'redis'\n    password: 's3ssions'\n"
	for name, fields := range map[string]map[string][]string{
		"yaml":                    {"tab": {"yaml"}},
		"compose":                 {"tab": {"compose"}},
		"kubernetes":              {"tab": {"kubernetes"}},
		"a file of 543 KB":        {"tab": {"file"}, "yaml": {large}},
		"a file of 543 KB, whole": {"tab": {"file"}, "yaml": {large}, "whole": {"on"}},
	} {
		b.Run(name, func(b *testing.B) {
			fields["kind"], fields["session.redis.host"], fields["session.redis.password"] = []string{"single"}, []string{"valkey"}, []string{"s3ssions"}
			s, err := state.Form{MaxRows: 10}.Bind(fields)
			if err == nil {
				err = s.Judge(b.Context())
			}
			if err != nil {
				b.Fatal(err)
			}
			var html strings.Builder
			if err := output(Page{State: s}).Render(b.Context(), &html); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := output(Page{State: s}).Render(b.Context(), io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(html.Len())/1024, "KB-html")
		})
	}
}
