import { RE2JS } from "re2js";
import { invalidPattern } from "./pattern-error.ts";

/** What a regular expression between percent signs may consist of; AWS's has no parentheses. */
const ALLOWED = /^[A-Za-z0-9_#=@/;,\-:^$?[\]{}|\\*+. ]*$/;

/** The expression of a pattern's `%...%`, found anywhere in a text, in time that grows with the text alone. */
export function patternRegex(source: string): (text: string) => boolean {
  if (source === "") throw invalidPattern("a regular expression between % is empty");
  // An escaped character may be any: it stands for itself.
  if (!ALLOWED.test(source.replaceAll(/\\[^A-Za-z0-9]/g, "")))
    throw invalidPattern(`%${source}% has a character that regular expressions of patterns do not know`);
  try {
    const expression = RE2JS.compile(source);
    return (text) => expression.matcher(text).find();
  } catch {
    throw invalidPattern(`%${source}% is no regular expression`);
  }
}
