// The shapes that the module and the page exchange. POST /api/v1/evaluate and
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
}

export type Kind = "single" | "socket" | "sentinel";
export type Values = Record<string, string>;

/** The answer. */
export interface Evaluation {
  authelia: string;
  /** No problem is an error: Authelia would start with this. */
  ok: boolean;
  kind: Kind;
  tls: boolean;
  values: Values;
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

declare global {
  /** There once the module runs. The string is the JSON of an Evaluation or a Failure. */
  var redisWizard: { evaluate(input: EvaluateInput): string } | undefined;
}
