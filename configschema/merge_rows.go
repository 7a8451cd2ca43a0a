package configschema

import "slices"

// A rowPair is a row that there is and the row that it becomes; -1 where one of
// them is missing.
type rowPair struct {
	have, want int
	same       bool
}

// maxAligned bounds the table that alignRows makes; longer lists are paired in
// their order.
const maxAligned = 250_000

// alignRows finds the fewest changes that turn the rows of a list into others,
// in the order of the result: rows that stay are recognised by all of their
// options, changed ones by their host.
func alignRows(have, want []Values, same func(key, a, b string) bool) (pairs []rowPair) {
	equal := func(i, j int) bool {
		for _, names := range []Values{have[i], want[j]} {
			for name := range names {
				if !same(KeyNodes+".0."+name, have[i][name], want[j][name]) {
					return false
				}
			}
		}
		return true
	}
	head := 0
	for head < len(have) && head < len(want) && equal(head, head) {
		pairs = append(pairs, rowPair{head, head, true})
		head++
	}
	n, m := len(have), len(want)
	var tail []rowPair
	for n > head && m > head && equal(n-1, m-1) {
		n, m = n-1, m-1
		tail = append(tail, rowPair{n, m, true})
	}
	slices.Reverse(tail)
	if (n-head)*(m-head) > maxAligned {
		for ; head < n || head < m; head++ {
			p := rowPair{head, head, false}
			if head >= n {
				p.have = -1
			}
			if head >= m {
				p.want = -1
			}
			pairs = append(pairs, p)
		}
		return append(pairs, tail...)
	}
	worth := func(i, j int) int {
		switch {
		case equal(i, j):
			return 8
		case have[i]["host"] != "" && have[i]["host"] == want[j]["host"]:
			return 5
		}
		return 2
	}
	best := make([][]int, n-head+1) // best[i][j]: the worth of what is left from i and j on
	for i := range best {
		best[i] = make([]int, m-head+1)
	}
	for i := n - head - 1; i >= 0; i-- {
		for j := m - head - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1], best[i+1][j+1]+worth(head+i, head+j))
		}
	}
	for i, j := 0, 0; i < n-head || j < m-head; {
		switch {
		case i < n-head && j < m-head && best[i][j] == best[i+1][j+1]+worth(head+i, head+j):
			pairs = append(pairs, rowPair{head + i, head + j, equal(head+i, head+j)})
			i, j = i+1, j+1
		case i < n-head && (j == m-head || best[i][j] == best[i+1][j]):
			pairs = append(pairs, rowPair{head + i, -1, false})
			i++
		default:
			pairs = append(pairs, rowPair{-1, head + j, false})
			j++
		}
	}
	return append(pairs, tail...)
}
