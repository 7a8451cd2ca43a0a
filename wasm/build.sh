#!/usr/bin/env bash
# wasm/build.sh FILE builds the module into FILE, for the page and for the tests
# alike; wasm/build.sh --deps prints the packages that it is made of.
set -euo pipefail
go=${GO:-go}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# 88,064 bytes that no packer makes smaller are a table with which Go signs by P-256
# faster. The module signs nothing: it multiplies once where it compares a
# key with its certificate, and Go's own multiplication, which other processors and
# points get, does that as well. When a release of Go has the table somewhere else, the
# build fails here, and without the overlay it works as before.
curve=$("$go" env GOROOT)/src/crypto/internal/fips140/nistec
sed -e '/^var p256GeneratorTables /,/^}/d' -e '/fips140deps\/cpu"$/d' -e '/^\t"unsafe"$/d' \
	-e '/^func (p \*P256Point) ScalarBaseMult(/,/^}/c\
func (p *P256Point) ScalarBaseMult(scalar []byte) (*P256Point, error) {\
	return p.ScalarMult(NewP256Point().SetGenerator(), scalar)\
}' "$curve/p256.go" >"$folder/p256.go"
echo 'package nistec' >"$folder/p256_table.go"
overlay="\"$curve/p256.go\":\"$folder/p256.go\",\"$curve/p256_table.go\":\"$folder/p256_table.go\""

# A view that is written into memory cannot fail at a piece of text. What templ generates
# looks after each of them nonetheless, with the line of the template, has a variable for
# each, and a function for each view's buffer. One call for a piece of text, one for an
# attribute and one for a buffer are smaller (docs/performance.md). They take text alone:
# where an expression may fail, the build does. Nothing cancels the drawing of a page here.
views=$(dirname "$("$go" env GOMOD)")/web/views
for view in "$views"/*_templ.go; do
	short=$folder/$(basename "$view")
	sed -z -E -e 's/return templ\.Error\{Err: templ_7745c5c3_Err,[^\n]*/return templ_7745c5c3_Err/g' \
		-e 's/templ_7745c5c3_Err = templruntime\.WriteString\(templ_7745c5c3_Buffer, [0-9]+, ([^\n]*)\n\t*if templ_7745c5c3_Err != nil \{\n\t*return templ_7745c5c3_Err\n\t*\}\n/templ_7745c5c3_Buffer.WriteString(\1\n/g' \
		-e 's/_, templ_7745c5c3_Err = (templ_7745c5c3_Buffer\.WriteString\([^\n]*\))\n\t*if templ_7745c5c3_Err != nil \{\n\t*return templ_7745c5c3_Err\n\t*\}\n/\1\n/g' \
		-e 's/var templ_7745c5c3_Var([0-9]+) string\n\t*templ_7745c5c3_Var\1, templ_7745c5c3_Err = templ\.JoinStringErrs\(([^\n]*)\)\n\t*if templ_7745c5c3_Err != nil \{\n\t*return templ_7745c5c3_Err\n\t*\}\n\t*templ_7745c5c3_Buffer\.WriteString\(templ\.EscapeString\(templ_7745c5c3_Var\1\)\)\n/writeText(templ_7745c5c3_Buffer, \2)\n/g' \
		-e 's/var templ_7745c5c3_Var([0-9]+) string\n\t*templ_7745c5c3_Var\1, templ_7745c5c3_Err = templruntime\.NewAttributeExpression\(([^\n]*)\)\.Resolve\(ctx\)\n\t*if templ_7745c5c3_Err != nil \{\n\t*return templ_7745c5c3_Err\n\t*\}\n\t*templ_7745c5c3_Buffer\.WriteString\(templ_7745c5c3_Var\1\)\n/writeAttribute(ctx, templ_7745c5c3_Buffer, \2)\n/g' \
		-e 's/\t*if templ_7745c5c3_CtxErr := ctx\.Err\(\); templ_7745c5c3_CtxErr != nil \{\n\t*return templ_7745c5c3_CtxErr\n\t*\}\n//g' \
		-e 's/defer func\(\) \{\n\t*templ_7745c5c3_BufErr := templruntime\.ReleaseBuffer\(templ_7745c5c3_Buffer\)\n\t*if templ_7745c5c3_Err == nil \{\n\t*templ_7745c5c3_Err = templ_7745c5c3_BufErr\n\t*\}\n\t*\}\(\)\n/defer release(templ_7745c5c3_Buffer, \&templ_7745c5c3_Err)\n/g' \
		"$view" >"$short"
	overlay+=",\"$view\":\"$short\""
done
cat >"$folder/pieces.go" <<'END'
package views

import (
	"context"
	"io"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
)

func writeText(w io.StringWriter, text string) { w.WriteString(templ.EscapeString(text)) }

func writeAttribute(ctx context.Context, w io.StringWriter, value string) {
	text, _ := templruntime.NewAttributeExpression(value).Resolve(ctx)
	w.WriteString(text)
}

func release(buffer *templruntime.Buffer, err *error) {
	if failed := templruntime.ReleaseBuffer(buffer); *err == nil {
		*err = failed
	}
}
END
overlay+=",\"$views/pieces_templ.go\":\"$folder/pieces.go\""
printf '{"Replace":{%s}}' "$overlay" >"$folder/overlay.json"

# What templ generates needs a package that serves HTTP as well, which makes the module
# a megabyte larger. Here it is without the files and functions that do; everything that
# draws is templ's own, so that the module draws what the server does. A new release of
# templ that has them somewhere else fails to build, or shows in the size of the module.
templ=$("$go" list -m -f '{{.Dir}}' github.com/a-h/templ)
mkdir -p "$folder/templ/runtime" "$folder/templ/internal"
cp "$templ"/go.mod "$templ"/*.go "$folder/templ"
cp "$templ"/runtime/*.go "$folder/templ/runtime"
cp -r "$templ/safehtml" "$folder/templ/safehtml"
cp -r "$templ/internal/htmlattr" "$folder/templ/internal/htmlattr"
chmod -R u+w "$folder/templ"
find "$folder/templ" -name '*_test.go' -delete
rm "$folder/templ/handler.go" "$folder/templ/watchmode.go" "$folder/templ/version.go"
sed -i -e '/^\t"net\/http"$/d' -e '/^\t"html\/template"$/d' \
	-e '/^func NewCSSMiddleware(/,/^}/d' -e '/^type CSSMiddleware /,/^}/d' -e '/^func (cssm CSSMiddleware)/,/^}/d' \
	-e '/^func NewCSSHandler(/,/^}/d' -e '/^type CSSHandler /,/^}/d' -e '/^func (cssh CSSHandler)/,/^}/d' \
	-e '/^func FromGoHTML(/,/^}/d' -e '/^func ToGoHTML(/,/^}/d' "$folder/templ/runtime.go"
sed -i -e '/^\t"net\/http"$/d' -e 's/(http\.Flusher)/(interface{ Flush() })/' "$folder/templ/runtime/buffer.go"
# Without it, a page would look for templates that are being edited.
cat >"$folder/templ/runtime/watchmode.go" <<'END'
package runtime

import "io"

func WriteString(w io.Writer, _ int, s string) error {
	_, err := io.WriteString(w, s)
	return err
}
END
cp "$("$go" env GOMOD)" "$folder/go.mod"
cp "$(dirname "$("$go" env GOMOD)")/go.sum" "$folder/go.sum"
"$go" mod edit -replace=github.com/a-h/templ="$folder/templ" "$folder/go.mod"
if [[ $1 == --deps ]]; then
	GOOS=js GOARCH=wasm "$go" list -deps -modfile "$folder/go.mod" redis-wizard/wasm
	exit
fi

# Inlining is off but for the runtime: the module gets 70 KB smaller after brotli,
# and an evaluation takes a tenth of a millisecond longer at most (make bench). With
# internal/runtime, sync and reflect inlined as well it is smaller, but larger after
# brotli; without inlining in the runtime an evaluation takes a quarter longer.
# The collector of Go 1.25 makes it another 10 KB smaller, and is as good for a heap
# of a few megabytes.
GOEXPERIMENT=nogreenteagc GOOS=js GOARCH=wasm "$go" build -modfile "$folder/go.mod" -overlay "$folder/overlay.json" -trimpath -buildvcs=false \
	-gcflags="all=-l -dwarf=false" -gcflags=runtime/...= -ldflags='-s -w' -o "$1" redis-wizard/wasm
