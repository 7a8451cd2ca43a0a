package logs

// rules are all rules, the most specific first: the first that a text fulfils
// counts. What a sentinel's failure means depends on the words in front of it,
// so those rules stand before the ones about the bare words.
var rules = func() []rule {
	var all []rule
	for _, table := range []struct {
		source string
		common bool
		rows   []row
	}{
		{Sentinel, false, sentinelRows},
		{Redis, false, serverRows},
		{Authelia, false, configurationRows},
		{"", false, unreachableRows},
		{"", false, replyRows},
		{"", true, networkRows},
		{Authelia, false, lastRows},
	} {
		for _, r := range table.rows {
			all = append(all, rule{codes: r.codes, source: table.source, common: table.common, pattern: compile(r.pattern)})
		}
	}
	return all
}()

// A row is a rule as the tables write it.
type row struct{ codes, pattern string }

// Codes lists the codes that the rules lead to, for the tests that hold the
// tables and the catalogue together.
func Codes() []string {
	var codes []string
	for _, r := range rules {
		start := 0
		for i := 0; i <= len(r.codes); i++ {
			if i == len(r.codes) || r.codes[i] == ' ' {
				codes = add(codes, r.codes[start:i])
				start = i + 1
			}
		}
	}
	return codes
}
