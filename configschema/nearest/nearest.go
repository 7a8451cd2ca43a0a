// Package nearest finds out what a mistyped name was meant to be.
package nearest

// Of is the candidate that takes the fewest letters to insert, delete or change to
// get to from a name, and fewer than limit; the first of several that are as near,
// and empty when there is none.
func Of(name string, candidates []string, limit int) (best string) {
	for _, candidate := range candidates {
		if d := Distance(name, candidate, limit); d < limit {
			best, limit = candidate, d
		}
	}
	return best
}

// Distance is the number of letters to insert, delete or change to get from a
// to b; limit or more is reported as limit.
func Distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return min(row[len(b)], limit)
}
