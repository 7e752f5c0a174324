import type { NameRule } from "@slipway/model/kubernetes/name-rules.ts";
import type { FieldError } from "../errors/field-error.ts";
import type { Draft } from "../write/draft.ts";

/** What one kind has beyond the rules of all. Drafts are theirs to change, but parts of one may be shared and frozen. */
export interface KindRules {
  readonly name: NameRule;
  /** Whether metadata.generation counts the changes of what is asked for. */
  readonly generation: boolean;
  /** Whether a status given at creation is kept. */
  readonly statusOnCreate?: boolean;
  /** Before validation, at creation. */
  prepareCreate?(draft: Draft): void;
  /** Before validation, on every write of the main endpoint, creation too. */
  prepare?(draft: Draft): void;
  /** Keeps what only another endpoint may change; before validation, on updates of the main endpoint. */
  carry?(draft: Draft, existing: Draft): void;
  validate?(draft: Draft): readonly FieldError[];
  validateUpdate?(draft: Draft, existing: Draft): readonly FieldError[];
  /** Seconds the object lives on after a delete, for its agent to end it; undefined: none, it goes at once. */
  grace?(existing: Draft, asked: number | undefined): number;
  /** Fields a field selector may name, besides metadata.name and metadata.namespace. */
  readonly selectable?: readonly string[];
  /** Names that nobody may delete. */
  readonly undeletable?: readonly string[];
}
