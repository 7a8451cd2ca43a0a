package web

import (
	"bytes"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/printer"
	"go/token"
	"path"
	"strings"
	"time"
)

// clockRules are what a test must not do, and what it does instead.
var clockRules = map[string]string{
	"measured": "a busy machine takes longer; count the work, run it in a bubble of testing/synctest, or put it into a benchmark",
	"sleep":    "a busy machine may need longer, and an idle one waits for nothing; wait for an event, with redistest.Eventually where there is none",
	"deadline": "what only keeps a test from hanging gives a busy machine 30 s at least; a loop that asks again is redistest.Eventually",
}

// enough is what a test's own time-out gives a busy machine at least.
const enough = 30 * time.Second

type source struct{ name, text string }

// look is a place where a test looks at the clock.
type look struct {
	file     string
	line     int
	function string
	rule     string
	text     string
}

func (l look) place() string { return l.file + " " + l.function + " " + l.rule }

// looksOf finds them in the files of one folder.
func looksOf(sources []source) ([]look, error) {
	reader := &clockReader{set: token.NewFileSet(), measuring: map[string]bool{}, constants: map[string]ast.Expr{}}
	var functions []*ast.FuncDecl
	for _, s := range sources {
		file, err := parser.ParseFile(reader.set, s.name, s.text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.GenDecl:
				reader.learn(d)
			case *ast.FuncDecl:
				if d.Body != nil && !isBenchmark(s.name, d) {
					functions = append(functions, d)
				}
			}
		}
	}
	for again := true; again; { // a function may give what another measured
		again = false
		for _, f := range functions {
			if !reader.measuring[f.Name.Name] && reader.gives(f) {
				reader.measuring[f.Name.Name], again = true, true
			}
		}
	}
	for _, f := range functions {
		reader.function, reader.measured = f.Name.Name, reader.variables(f)
		ast.Inspect(f.Body, reader.visit)
	}
	return reader.found, nil
}

func isBenchmark(file string, f *ast.FuncDecl) bool {
	if path.Base(file) == "bench_test.go" {
		return true
	}
	for _, parameter := range f.Type.Params.List {
		if star, ok := parameter.Type.(*ast.StarExpr); ok && isFrom(star.X, "testing", "B") {
			return true
		}
	}
	return false
}

// clockReader reads the tests of one folder.
type clockReader struct {
	set       *token.FileSet
	constants map[string]ast.Expr // of the package
	measuring map[string]bool     // functions that give a duration that was measured
	found     []look

	function string
	measured map[string]bool // the function's variables that hold such a duration
}

func (r *clockReader) learn(declaration *ast.GenDecl) {
	for _, spec := range declaration.Specs {
		values, ok := spec.(*ast.ValueSpec)
		if declaration.Tok != token.CONST || !ok {
			continue
		}
		for i, name := range values.Names {
			if i < len(values.Values) {
				r.constants[name.Name] = values.Values[i]
			}
		}
	}
}

// gives tells whether a function returns a duration that was measured.
func (r *clockReader) gives(f *ast.FuncDecl) bool {
	r.measured = r.variables(f)
	gives := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		if result, ok := n.(*ast.ReturnStmt); ok {
			for _, value := range result.Results {
				call, isCall := value.(*ast.CallExpr)
				gives = gives || r.isMeasured(value) && (!isCall || r.measures(call))
			}
		}
		return true
	})
	return gives
}

// variables are those to which a function assigns what it has measured.
func (r *clockReader) variables(f *ast.FuncDecl) map[string]bool {
	r.measured = map[string]bool{}
	for known := -1; known < len(r.measured); {
		known = len(r.measured)
		ast.Inspect(f.Body, func(n ast.Node) bool {
			assignment, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			for i, value := range assignment.Rhs {
				if len(assignment.Rhs) == len(assignment.Lhs) && r.isMeasured(value) {
					r.measured[lastName(assignment.Lhs[i])] = true
				}
			}
			return true
		})
	}
	return r.measured
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.IndexExpr:
		return lastName(e.X)
	}
	return "_"
}

// isMeasured tells whether an expression is made of a measured duration.
func (r *clockReader) isMeasured(e ast.Expr) bool {
	measured := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			measured = measured || n.Name != "_" && r.measured[n.Name]
		case *ast.CallExpr:
			measured = measured || r.measures(n)
		}
		return true
	})
	return measured
}

// measures tells whether a call gives a measured duration.
func (r *clockReader) measures(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return r.measuring[f.Name]
	case *ast.SelectorExpr:
		return isFrom(f, "time", "Since") || isFrom(f, "time", "Until") || f.Sel.Name == "Sub" && len(call.Args) == 1
	}
	return false
}

func isFrom(e ast.Expr, pkg, name string) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	return ok && of.Name == pkg
}

func (r *clockReader) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if isBubble(n.Fun) {
			return false // its clock is nobody's
		}
		if rule := r.ruleOf(n); rule != "" {
			r.note(n, rule)
		}
	case *ast.BinaryExpr:
		switch n.Op {
		case token.LSS, token.GTR, token.LEQ, token.GEQ:
			if r.isMeasured(n.X) || r.isMeasured(n.Y) {
				r.note(n, "measured")
			}
		}
	}
	return true
}

// isBubble tells whether a call runs a function in a bubble of testing/synctest.
func isBubble(f ast.Expr) bool {
	name, ok := f.(*ast.Ident)
	return isFrom(f, "synctest", "Test") || ok && (name.Name == "bubble" || name.Name == "inBubble")
}

// ruleOf is the rule that a call breaks.
func (r *clockReader) ruleOf(call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch {
	case isFrom(f, "time", "Sleep"), isFrom(f, "time", "Tick"), isFrom(f, "time", "NewTicker"):
		return "sleep"
	case isFrom(f, "time", "After"), isFrom(f, "time", "NewTimer"):
		if !r.isEnough(call.Args[0]) {
			return "sleep"
		}
	case isFrom(f, "context", "WithTimeout"), isFrom(f, "context", "WithTimeoutCause"):
		if !r.isEnough(call.Args[1]) {
			return "deadline"
		}
	case isFrom(f, "net", "DialTimeout"):
		if !r.isEnough(call.Args[2]) {
			return "deadline"
		}
	case strings.HasPrefix(f.Sel.Name, "Set") && strings.HasSuffix(f.Sel.Name, "Deadline") && len(call.Args) == 1:
		if add, ok := call.Args[0].(*ast.CallExpr); ok && len(add.Args) == 1 && !r.isEnough(add.Args[0]) {
			return "deadline"
		}
	case (f.Sel.Name == "Before" || f.Sel.Name == "After") && len(call.Args) == 1 && (isNow(f.X) || isNow(call.Args[0])):
		return "deadline"
	}
	return ""
}

func isNow(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && isFrom(call.Fun, "time", "Now")
}

// isEnough tells whether a duration is known to give a busy machine its time.
func (r *clockReader) isEnough(e ast.Expr) bool {
	value := r.value(e)
	return value != nil && constant.Compare(value, token.GEQ, constant.MakeInt64(int64(enough)))
}

var units = map[string]time.Duration{
	"Nanosecond": time.Nanosecond, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
	"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
}

// value is what a constant expression of durations comes to, or nil.
func (r *clockReader) value(e ast.Expr) constant.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.ParenExpr:
		return r.value(e.X)
	case *ast.Ident:
		if of, ok := r.constants[e.Name]; ok {
			return r.value(of)
		}
	case *ast.SelectorExpr:
		if unit, ok := units[e.Sel.Name]; ok {
			return constant.MakeInt64(int64(unit))
		}
	case *ast.BinaryExpr:
		x, y := r.value(e.X), r.value(e.Y)
		if x != nil && y != nil && (e.Op == token.MUL || e.Op == token.ADD || e.Op == token.SUB) {
			return constant.BinaryOp(x, e.Op, y)
		}
	}
	return nil
}

func (r *clockReader) note(n ast.Node, rule string) {
	var text bytes.Buffer
	if err := printer.Fprint(&text, r.set, n); err != nil {
		text.WriteString(err.Error())
	}
	at := r.set.Position(n.Pos())
	r.found = append(r.found, look{at.Filename, at.Line, r.function, rule, text.String()})
}
