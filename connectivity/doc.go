// Package connectivity tries a Redis deployment the way Authelia would use it,
// step by step, and reports what it saw: where the way ends, why, and what to
// do next. It tells the causes apart that Authelia's own log lumps together.
//
// Start reading in steps.go: it lists the steps of a check in their order. Then
// catalogue.go: every known cause, with its words. policy.go and guard.go keep
// the two promises that make it safe to let strangers type addresses: nothing
// is dialled that the policy has not allowed, and no reply reaches a parser
// before its size is known to be harmless.
//
// The package knows nothing of HTTP, of forms or of Authelia's configuration
// file; it takes a Target and gives a Report. It imports the standard library
// and go-redis only. It never uses go-redis's FailoverClient, which can be
// brought down by a few well-formed bytes of a hostile sentinel.
package connectivity
