package main

import (
	"encoding/xml"
	"fmt"
	"io"

	"redis-wizard/configschema"
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
	report := junitSuites{Name: "redis-wizard check for Authelia " + j.result.Authelia}
	for i, s := range j.sources {
		suite := junitSuite{Name: oneLine(s.Name)}
		file := ""
		if s.arg != "-" {
			file = oneLine(relative(s.arg))
		}
		taken := map[string]int{}
		for _, p := range j.result.Problems {
			if at := j.sourceOf(p); at != s && (at != nil || i > 0) {
				continue // what is in no file in particular stands in the first suite
			}
			c := junitCase{Name: p.Code, Class: suite.Name, File: file}
			if p.Key != "" {
				c.Name += " " + oneLine(j.redactor.Key(p))
			}
			if taken[c.Name]++; taken[c.Name] > 1 { // names tell cases apart from run to run
				c.Name += fmt.Sprintf(" (%d)", taken[c.Name])
			}
			place := suite.Name
			if p.Line > 0 {
				place = fmt.Sprintf("%s:%d:%d", place, p.Line, max(p.Column, 1))
			}
			text := tame(place + "\n" + j.sentence(p) + "\n") // a pipeline may print it into its log
			if p.Severity == configschema.Error {
				message, _, _ := j.redactor.Words(p)
				c.Failure = &junitFailure{Message: printable(message), Type: p.Code, Text: text}
				suite.Failures++
			} else {
				c.SystemOut = string(p.Severity) + ": " + text
			}
			suite.Cases = append(suite.Cases, c)
		}
		if suite.Failures == 0 {
			suite.Cases = append(suite.Cases, junitCase{Name: "session.redis", Class: suite.Name, File: file})
		}
		suite.Tests = len(suite.Cases)
		report.Tests += suite.Tests
		report.Failures += suite.Failures
		report.Suites = append(report.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
