import { PatternReader } from "./pattern-reader.ts";
import { patternRegex } from "./pattern-regex.ts";

type Holds = (message: string) => boolean;

/**
 * Terms of a message without structure: each must be in it, `-term` must not, of `?term`s one must be. Where terms that must or must not
 * be there stand beside them, `?term`s count for nothing, as in AWS.
 */
export function termPattern(pattern: string): Holds {
  const reader = new PatternReader(pattern);
  const terms = { all: [] as Holds[], none: [] as Holds[], any: [] as Holds[] };
  for (reader.skipSpace(); !reader.atEnd; reader.skipSpace()) {
    const into = reader.took("?") ? terms.any : reader.took("-") ? terms.none : terms.all;
    into.push(term(reader));
  }
  const { all, none, any } = terms;
  if (all.length + none.length === 0) return (message) => any.length === 0 || any.some((has) => has(message));
  return (message) => all.every((has) => has(message)) && !none.some((has) => has(message));
}

function term(reader: PatternReader): Holds {
  if (reader.took('"')) return including(reader.upTo('"', { unescape: true }));
  const regex = reader.tookRegex();
  if (regex !== undefined) return patternRegex(regex);
  return including(reader.match(/[^\s]+/y));
}

const including =
  (text: string): Holds =>
  (message) =>
    message.includes(text);
