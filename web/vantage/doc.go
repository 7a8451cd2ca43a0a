// Package vantage asks other running wizards to make a connection test from
// where they run, because an address that answers here may be closed there. It
// knows the places that an administrator names, how to ask one of them, and what
// of its answer may be believed. It is not for what people type: they choose a
// place by its name, and never give an address.
//
// The place that answers is a wizard with its own policy and limits. It is asked
// at Path, with a token, and streams its steps and then its report as
// /api/v1/probe does. It may be older or newer than this wizard, so members and
// events that are not known here are passed over.
package vantage

import "time"

// Path is where a wizard takes tests for another one, below its base path.
const Path = "/api/v1/vantage/probe"

// Grace is how much longer than the test itself a vantage point may take: for
// opening the connection, and for the way back.
const Grace = 2 * time.Second
