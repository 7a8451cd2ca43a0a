package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/web/codes"
)

// The parts of SARIF 2.1.0 that a report of problems needs.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID       string     `json:"id"`
		Short    sarifText  `json:"shortDescription"`
		Full     *sarifText `json:"fullDescription,omitempty"`
		Help     *sarifText `json:"help,omitempty"`
		HelpURI  string     `json:"helpUri,omitempty"`
		Defaults sarifLevel `json:"defaultConfiguration"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// autheliaDocs is the page about what is judged.
	autheliaDocs = "https://www.authelia.com/configuration/session/redis/"
)

var sarifLevels = map[configschema.Severity]string{
	configschema.Error: "error", configschema.Warning: "warning", configschema.Info: "note",
}

// writeSARIF prints the problems for code scanning. SARIF could carry a fix as
// a replacement of text, but ours are changes of options, so their labels stand
// in the message instead.
func writeSARIF(w io.Writer, j judgement) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "redis-wizard", Version: version, InformationURI: autheliaDocs, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", // as YAML counts
		Results:    []sarifResult{},
	}
	index := map[string]int{}
	again := map[string]int{}
	for _, p := range j.result.Problems {
		at, known := index[p.Code]
		if !known {
			at = len(index)
			index[p.Code] = at
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(p, j.codes))
		}
		result := sarifResult{RuleID: p.Code, RuleIndex: at, Level: sarifLevels[p.Severity], Message: sarifText{Text: j.sentence(p)}}
		s := j.sourceOf(p)
		if s == nil {
			s = j.sources[0] // a result without a place is not shown by anybody
		}
		uri := sarifURI(s.arg)
		place := sarifPhysical{Artifact: sarifArtifact{uri}}
		if p.Line > 0 {
			place.Region = &sarifRegion{StartLine: p.Line, StartColumn: max(p.Column, 1)}
		}
		result.Locations = []sarifLocation{{place}}
		identity := strings.Join([]string{p.Code, j.redactor.Key(p), uri}, "\x00")
		again[identity]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", identity, again[identity]))
		result.Fingerprints = map[string]string{"redisWizardProblem/v1": hex.EncodeToString(sum[:16])}
		run.Results = append(run.Results, result)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRuleOf(p configschema.Problem, page string) sarifRule {
	rule := sarifRule{ID: p.Code, Short: sarifText{Text: p.Code}, Defaults: sarifLevel{sarifLevels[p.Severity]}}
	e, ok := codes.Find(p.Code)
	if !ok {
		return rule
	}
	cause, act := e.Explained()
	rule.Short.Text = codes.Words(e.Title)
	if cause != "" {
		rule.Full = &sarifText{Text: cause}
	}
	if act != "" {
		rule.Help = &sarifText{Text: act, Markdown: act}
	}
	if len(e.Judged) > 0 {
		rule.Defaults.Level = sarifLevels[e.Judged[0]]
	}
	if page != "" {
		rule.HelpURI = page + "#" + url.PathEscape(p.Code)
	}
	return rule
}

// sentence is all that there is to say about a problem.
func (j judgement) sentence(p configschema.Problem) string {
	message, hint, fix := j.redactor.Words(p)
	parts := []string{message}
	if hint != "" {
		parts = append(parts, hint)
	}
	if fix != "" {
		parts = append(parts, "Fix: "+fix)
	}
	return printable(strings.Join(parts, "\n"))
}

// sarifURI is a path as an URI: relative where the file is below the working
// directory, as code scanning compares it with the paths of the repository.
func sarifURI(arg string) string {
	if arg == "-" {
		return "stdin"
	}
	path := relative(arg)
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: path}).String()
}
