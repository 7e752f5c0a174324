import { RE2JS } from "re2js";

const compiled = new Map<string, RE2JS>();

/** Whether the text matches anywhere, by RE2 as on a real server: no pattern can take more than linear time. */
export function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = RE2JS.compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression.matcher(text).find();
}
