import { badRequest } from "../errors/status-errors.ts";

/** Each object of a list is held against each term: a list costs their product. */
const MOST_TERMS = 256;

/** Throws when a selector has more terms than any real one; values in brackets are one term. */
export function limitTerms(count: number): void {
  if (count > MOST_TERMS) throw badRequest(`a selector may have ${MOST_TERMS} terms, got ${count}`);
}
