import type { SourceText } from "@slipway/model/flows/yaml/source-text.ts";

/** What is wrong with a file, or what might be better, as programs are told it. */
export interface Finding {
  readonly file: string;
  /** Both from 1; the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** The member that it is about, e.g. `spec.steps[3].when`; empty where it is about the file. */
  readonly path: string;
  readonly severity: "error" | "advice";
  readonly code: string;
  readonly message: string;
}

/** With the text that it stands in. */
export interface FoundIn extends Finding {
  readonly source: SourceText;
}

export const forPrograms = ({ source: _, ...finding }: FoundIn): Finding => finding;
