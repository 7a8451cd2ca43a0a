// The shapes that the page, its worker and the module exchange. POST /api/v1/NAME and
// `redis-wizard check --format json` speak the same ones.

/** What is judged: form values, or a whole configuration.yml or a part of one. */
export interface EvaluateInput {
  /** Target version: "4.39" (its newest patch) or "4.38.10". Empty: the newest. */
  authelia?: string | null;
  /** Which of the form's values count. Empty: all of them. */
  kind?: Kind | "" | null;
  /** The form's switch for the tls section. Empty: on when one of its options is set. */
  tls?: "on" | "off" | "" | null;
  /** Authelia's dotted keys, each with the text as typed. */
  values?: Values | null;
  /** Judged instead of values when it is not empty. */
  yaml?: string | null;
  /** Environment variables of Authelia, by their names; they go with yaml. */
  environment?: Record<string, string> | null;
  /** What Authelia reads its files through: template, expand-env. */
  filters?: string[] | null;
  /** What variables stand for, by their names, such as what is in the file of a _FILE variable. */
  contents?: Values | null;
  /** What a person brought: the values are put into it, and the result is judged. */
  text?: string | null;
}

export type Kind = "single" | "socket" | "sentinel";
export type Values = Record<string, string>;
/** Texts in another language by their English; both have the same places in braces. */
export type Translations = Record<string, string>;

/** The answer. */
export interface Evaluation {
  authelia: string;
  /** No problem is an error: Authelia would start with this. */
  ok: boolean;
  kind: Kind;
  tls: boolean;
  values: Values;
  contents?: Values;
  /** The keys that this version knows and this kind of set-up uses, in the order of the form. */
  fields: string[];
  problems: Problem[];
  outputs: { yaml: string };
}

export interface Problem {
  key: string;
  /** The file that line and column are in, where there are several. */
  file?: string;
  /** Where in the YAML, from 1; only when the input was YAML. */
  line?: number;
  column?: number;
  severity: "error" | "warning" | "info";
  code: string;
  message: string;
  /** Where another language was asked for and the message is in Authelia's own words. */
  lang?: "en";
  hint?: string;
  fix?: Fix;
}

/** One act that mends a problem: set these values; an empty text takes the option out. */
export interface Fix {
  label: string;
  set: Values;
}

/**
 * What the button of a fix carries after "fix:", as JSON. The fix of an evaluation has `set` alone. A report holds no
 * secret, so a fix of a connection test may also copy the value that another option had before the fix, and cut
 * characters off the beginning and the end of a value; the cut comes last.
 */
export interface FixAction {
  set?: Values;
  copy?: Record<string, string>;
  cut?: Record<string, [number, number]>;
}

/** The answer when there is nothing to judge, such as an unknown version. */
export interface Failure {
  error: string;
}

/** What is asked besides. Each question reads the members that it needs. */
export interface Question {
  authelia?: string;
  kind?: Kind;
  tls?: "on" | "off";
  values?: Values;
  /** What a person brought, as one text; several files stand behind lines that name them. */
  text?: string;
  /** Files by their names; they count instead of text. */
  texts?: { name: string; text: string }[];
  /** What a fix sets, for the question "fix". */
  set?: Values;
  /** A format for render, a version for upgrade. */
  to?: string;
  from?: string;
  /** That of a link. */
  fragment?: string;
}

/** The answer to "import". */
export interface Imported {
  form: "" | "configuration" | "environment" | "url" | "redis-cli" | "compose" | "helm" | "manifest" | "redis.conf" | "log";
  /** All of it as one text, byte for byte. */
  text: string;
  /** The release of Authelia, where an image in the texts says it. */
  release?: string;
  /** For each value that was read, the text that it stands in, and its line there. */
  sources: Record<string, { file: string; line: number }>;
  evaluation: Evaluation;
  /** For each problem of the evaluation, its line in text; 0 without a place. */
  lines: number[];
  /** There is a configuration.yml to merge changes into. */
  mergeable: boolean;
  notes: string[];
  looked_for: string[];
  /** What the lines of the logs among the texts mean. */
  explained?: Explained;
}

/** The answer to "render". */
export interface Rendering {
  format: string;
  files: { name: string; mode?: string; secret?: boolean; language: string; note?: string; text: string }[];
  notes: { key?: string; kind: "inexpressible" | "mind"; text: string; need?: string }[] | null;
}

/** The answer to "merge": the files with the form's options in them. */
export interface Merged {
  files: MergedFile[];
  text: string;
  /** What the files cannot carry, in sentences. */
  notes?: string[];
}

export interface MergedFile {
  name: string;
  text: string;
  changed: boolean;
  added: number;
  removed: number;
  diff: { lines: { op: "same" | "added" | "removed"; old?: number; new?: number; text: string }[] }[];
}

/** The answer to "fix": the text with the fix applied. */
export interface Fixed {
  text: string;
  /** It is not what it was. */
  changed: boolean;
}

/** The answer to "upgrade". */
export interface Upgraded {
  from: string;
  to: string;
  steps: { kind: "breaks" | "rewrite" | "ignored" | "changes" | "available"; since: string; key?: string; title: string; text: string }[];
  values: Values;
  evaluation: Evaluation;
  /** Nothing is left which only a person can mend. */
  ok: boolean;
  /** Something has to be written differently, or loses its effect. */
  needed: boolean;
  /** What can be rewritten is, though errors may be left that were there before. */
  adoptable: boolean;
  merged?: Merged;
  refusal?: string;
}

/** The answer to "explain". */
export interface Explained {
  explanations: {
    line: number;
    text: string;
    /** How many lines have these causes, and the last of several. */
    count: number;
    last?: number;
    source?: "authelia" | "redis" | "sentinel";
    causes: { code: string; title: string; cause: string; act: string }[];
  }[];
  note?: string;
}

/** The answer to "share". */
export interface Link {
  fragment: string;
  left: string[];
}

/** The answer to "open". */
export interface SetUp {
  authelia: string;
  kind: Kind;
  tls: "on" | "off" | "";
  values: Values;
  missing: string[];
}

/** What somebody did on the page. */
export interface PageQuestion {
  /** The form's fields by their names, as browsers send them. */
  fields: Record<string, string[]>;
  /** That of the button that was pressed; absent where none was. */
  action?: string;
  /** The place of the wizard where that was, such as "upgrade"; absent for the configuration. */
  place?: string;
  /** The code of the page's language. */
  language: string;
  /** Files to import, in place of the field with their text. */
  files?: { name: string; text: string }[];
}

/** The answer to "page": the element #page, and the title of the document, or a file that was asked for. */
export interface Drawn {
  html?: string;
  title?: string;
  file?: { name: string; type: string; base64: string };
  /** What POST /report is to be asked, where a connection test is to be made. */
  probe?: object;
  error?: string;
}

/** What the server knows of the page: the JSON in #settings. */
export interface Settings {
  base: string;
  origin?: string;
  assets: { style: string; script: string; icon: string; theme: string; module?: string; worker?: string };
  wizard: string;
  /** How many bytes each text in the form may have that is sent. */
  largest: number;
  vantages?: string[];
  max_rows: number;
  prefill?: Values;
  languages: { tag: string; name: string; decimal: string; words?: string }[];
}

/** What each question is answered with, by its name, which is that of POST /api/v1/NAME. */
export interface Answers {
  evaluate: Evaluation;
  import: Imported;
  render: Rendering;
  merge: Merged;
  fix: Fixed;
  upgrade: Upgraded;
  explain: Explained;
  share: Link;
  open: SetUp;
  page: Drawn;
}

export type QuestionName = keyof Answers;
/** An answer, or a Failure. */
export type Answer<Name extends QuestionName> = Answers[Name] & Partial<Failure>;

declare global {
  /** There, in the worker, once the module runs. */
  var redisWizard: {
    /** Both strings are JSON: the question, and the answer or a Failure. */
    ask(name: QuestionName, question: string): string;
    /** What answers are in from now on: the JSON of Translations, or "null" for English. */
    language(translations: string): void;
    /** What the server knows of the page: the JSON of Settings. */
    settings(settings: string): void;
  };
}
