package connectivity

// nearest is the candidate that takes the fewest edits to reach from a name that
// was mistyped; the first of them when several are as near.
func nearest(name string, candidates []string) string {
	best, least := candidates[0], editDistance(name, candidates[0])
	for _, candidate := range candidates[1:] {
		if distance := editDistance(name, candidate); distance < least {
			best, least = candidate, distance
		}
	}
	return best
}

// editDistance is Levenshtein's: insertions, deletions and replacements. Long
// names are cut, because they come from the other side.
func editDistance(a, b string) int {
	const longest = 100
	from, to := []rune(clip(a, longest)), []rune(clip(b, longest))
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			above := row[j+1]
			row[j+1] = min(above, row[j]) + 1
			if r == s {
				row[j+1] = min(row[j+1], diagonal)
			} else {
				row[j+1] = min(row[j+1], diagonal+1)
			}
			diagonal = above
		}
	}
	return row[len(to)]
}
