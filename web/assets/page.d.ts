// What tsc has to know of the page beside wasm/wasm.d.ts. Which elements there are, and of
// which kind, is the business of the templates in web/views: their properties are not
// declared here once more.

interface EventTarget {
  [property: string]: any;
}

interface Event {
  detail?: any;
}

interface PerformanceEntry {
  type?: string;
}
