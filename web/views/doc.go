// Package views turns view models into HTML. The components decide nothing
// beyond show, hide and loop; what they show is worked out in [Page] and its
// methods, from configschema's table of fields and its results.
//
// The page's script renders no markup of its own: it clones the <template>
// elements that stand at the end of the page, which are these same components
// with nothing in them. What the server shows and what the browser shows are
// therefore one source.
package views

//go:generate go tool templ generate
