import { FieldLines } from "./http1/field-lines.ts";

/** What says how a body is to be read. */
const OF_BODIES: ReadonlySet<string> = new Set(["content-type", "content-encoding"]);

/** The field lines of a request to the next container: those of the request, with what the answer in between says of its body. */
export function nextFields(request: string, answer: string): string {
  return chosen(request, (name) => !OF_BODIES.has(name)) + chosen(answer, (name) => OF_BODIES.has(name));
}

function chosen(text: string, takes: (name: string) => boolean): string {
  const lines = new FieldLines(text, 0);
  let kept = "";
  while (lines.next()) if (takes(lines.name)) kept += text.slice(lines.start, lines.end);
  return kept;
}
