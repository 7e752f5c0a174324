/** What kind of problem it is, for programs. */
export type SourceProblemCode =
  | "too-large"
  | "yaml-syntax"
  | "duplicate-key"
  | "yaml-alias"
  | "not-json"
  | "manifest"
  | "definition"
  | "expression"
  | "schedule"
  | "trigger"
  | "yaml-1-1";

/** What is wrong with a text, where. */
export interface SourceProblem {
  /** In the text, in UTF-16 units from 0. */
  readonly offset: number;
  /** The member that it is about, e.g. `spec.steps[3].when`; empty where it is about the whole document. */
  readonly path: string;
  readonly code: SourceProblemCode;
  readonly message: string;
}
