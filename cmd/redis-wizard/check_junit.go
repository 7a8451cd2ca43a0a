package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// The JUnit report that GitLab, Jenkins and others read. There is no one schema;
// these are the elements and attributes that all of them know.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		Class     string        `xml:"classname,attr"`
		File      string        `xml:"file,attr,omitempty"`
		Failure   *junitFailure `xml:"failure"`
		SystemOut string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit prints a suite for each file, with a test case for each problem: an
// error is a failure, a warning or a note a case that passes and says something.
// A file without an error has a passing case of its own, as viewers take a suite
// without cases for one that did not run.
func writeJUnit(w io.Writer, j judgement) error {
	report := junitSuites{Name: "redis-wizard check for Authelia " + j.authelia}
	for i, s := range j.sources {
		suite := junitSuite{Name: oneLine(s.Name)}
		file := ""
		if s.Name != standardInput {
			file = oneLine(relative(s.Name))
		}
		taken := map[string]int{}
		for _, f := range j.findings {
			if f.source != s && (f.source != nil || i > 0) {
				continue // what is in no file in particular stands in the first suite
			}
			c := junitCase{Name: f.Code, Class: suite.Name, File: file}
			if f.Key != "" {
				c.Name += " " + oneLine(f.Key)
			}
			if taken[c.Name]++; taken[c.Name] > 1 { // names tell cases apart from run to run
				c.Name += fmt.Sprintf(" (%d)", taken[c.Name])
			}
			text := tame(f.at(suite.Name) + "\n" + f.sentence() + "\n") // a pipeline may print it into its log
			if f.Severity == configschema.Error {
				c.Failure = &junitFailure{Message: printable(f.Message), Type: f.Code, Text: text}
				suite.Failures++
			} else {
				c.SystemOut = string(f.Severity) + ": " + text
			}
			suite.Cases = append(suite.Cases, c)
		}
		if suite.Failures == 0 {
			suite.Cases = append(suite.Cases, junitCase{Name: strings.TrimSuffix(authelia.Prefix, "."), Class: suite.Name, File: file})
		}
		suite.Tests = len(suite.Cases)
		report.Tests += suite.Tests
		report.Failures += suite.Failures
		report.Suites = append(report.Suites, suite)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	_, err1 := io.WriteString(w, xml.Header)
	err2 := encoder.Encode(report)
	_, err3 := io.WriteString(w, "\n")
	return errors.Join(err1, err2, err3)
}
