// What tsc has to know of the page beside wasm/wasm.d.ts.

/** The fields of the form, each with its values. */
type Fields = Record<string, string[]>;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

type Question = import("../../wasm/wasm.d.ts").PageQuestion;

/** An answer of the module, or of the server, which sends a document. */
type Answer = import("../../wasm/wasm.d.ts").Drawn & { lang?: string; page?: HTMLElement | null };

/** What to ask for the page with. */
interface Job {
  /** What a button says; absent where somebody types. */
  action?: string;
  /** Other fields than those of the page. */
  fields?: Fields;
  files?: { name: string; text: string }[];
  /** The path of the place to go to. */
  path?: string;
  /** What the page is to be in from now on. */
  language?: string;
  /** No server may be asked. */
  local?: boolean;
}

/** A report as HTML, by the language that it is in; by "" while it grows. */
type ReportHTML = Record<string, string>;

interface DocumentEventMap {
  answered: CustomEvent<{ job: any; answer: Answer }>;
}

/** Of Go's own script, in the worker. */
declare var Go: new () => { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> };

/** Of vendor/idiomorph.js. */
declare const Idiomorph: {
  morph(old: Element, next: Element, config: {
    morphStyle: "innerHTML" | "outerHTML";
    callbacks: {
      beforeNodeMorphed(old: Node, next: Node): boolean;
      beforeAttributeUpdated(name: string, element: Element, change: string): boolean;
    };
  }): void;
};
