package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/causes"
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
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
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
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *sarifRegion `json:"region,omitempty"`
		} `json:"physicalLocation"`
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

// writeSARIF prints the problems for code scanning. SARIF could carry a fix as
// a replacement of text, but ours are changes of options, so their labels stand
// in the message instead.
func writeSARIF(w io.Writer, j judgement) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}} // as YAML counts
	run.Tool.Driver = sarifDriver{"redis-wizard", version, autheliaDocs, []sarifRule{}}
	index := map[string]int{}
	again := map[string]int{}
	for _, f := range j.findings {
		at, known := index[f.Code]
		if !known {
			at = len(index)
			index[f.Code] = at
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(f.Problem, j.codes))
		}
		var place sarifLocation
		// A result without a place is not shown by anybody.
		place.Physical.Artifact.URI = sarifURI(cmp.Or(f.source, j.sources[0]).Name)
		if f.Line > 0 {
			place.Physical.Region = &sarifRegion{StartLine: f.Line, StartColumn: max(f.Column, 1)}
		}
		identity := strings.Join([]string{f.Code, f.Key, place.Physical.Artifact.URI}, "\x00")
		again[identity]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", identity, again[identity]))
		run.Results = append(run.Results, sarifResult{
			RuleID: f.Code, RuleIndex: at, Level: called(f.Severity, "note"), Message: sarifText{Text: f.sentence()}, Locations: []sarifLocation{place},
			Fingerprints: map[string]string{"redisWizardProblem/v1": hex.EncodeToString(sum[:16])},
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifRuleOf(p configschema.Problem, page string) sarifRule {
	rule := sarifRule{ID: p.Code, Short: sarifText{Text: p.Code}, Defaults: sarifLevel{called(p.Severity, "note")}}
	e, ok := causes.Find(p.Code)
	if !ok {
		return rule
	}
	cause, act := e.Explained(nil)
	rule.Short.Text = causes.Words(nil, e.Title)
	if cause != "" {
		rule.Full = &sarifText{Text: cause}
	}
	if act != "" {
		rule.Help = &sarifText{Text: act, Markdown: act}
	}
	if len(e.Judged) > 0 {
		rule.Defaults.Level = called(e.Judged[0], "note")
	}
	if page != "" {
		rule.HelpURI = page + "#" + url.PathEscape(p.Code)
	}
	return rule
}

// sarifURI is a path as an URI: relative where the file is below the working
// directory, as code scanning compares it with the paths of the repository.
func sarifURI(name string) string {
	if name == standardInput {
		return "stdin"
	}
	path := relative(name)
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: path}).String()
}
