// Package e2e drives a real browser against the real server, on a free port of
// loopback, with real Redis servers behind it. It covers journeys, not rules:
// what a person does from the first look to a green connection test, with and
// without JavaScript, on a desk and on a phone.
//
// The tests need Chromium and the tools of package.json; `make setup` brings
// both. On failure a screenshot and a trace are left in .output, for
// `npx playwright show-trace`; with REDIS_WIZARD_TRACE=1 the trace shows the page
// at each step.
package e2e
