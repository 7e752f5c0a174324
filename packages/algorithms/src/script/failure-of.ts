import { causeOf } from "./cause-of.ts";
import { LastWords } from "./last-words.ts";
import type { ProgramEnd } from "./run-program.ts";

/** What of a trace fits below its cause within a failure reason of SageMaker's. */
const MOST_OF_A_TRACE = 700;

/**
 * Why a program failed: in the first line where and of what, below it the end of what it wrote, with the paths of its own files as
 * its author knows them.
 */
export function failureOf(end: ProgramEnd, of: { readonly name: string; readonly code: string }): string {
  const { name, code } = of;
  const words = asItsAuthorKnows(end.lastWords, code).trim();
  if (words === "") return `${howItEnded(end, name)}. It wrote nothing to standard error`;
  const last = words.slice(words.lastIndexOf("\n") + 1);
  const { place = name, error } = causeOf(end.lastWords, code) ?? { error: last };
  const first = `${error.startsWith(`${place}:`) ? "" : `${place}: `}${error} (${howItEnded(end, name)})`;
  if (words === error) return first;
  const trace = new LastWords(MOST_OF_A_TRACE);
  trace.take(words);
  return `${first}\n${trace}`;
}

/** What stands before a path in a line of a trace: of Python's frames, of Node's, of a shell's complaint. */
const PLACE = /^[\s|]*(?:File "|at (?:.*\()?)?(?:file:\/\/)?/;

/** Places in the program's own files, below its folder; paths in what the program says are as it said them. */
function asItsAuthorKnows(words: string, code: string): string {
  return words
    .split("\n")
    .map((line) => {
      const [before = ""] = PLACE.exec(line) ?? [];
      return line.startsWith(`${code}/`, before.length)
        ? `${before}${line.slice(before.length + code.length + 1)}`
        : line;
    })
    .join("\n");
}

function howItEnded({ exitCode, signal }: ProgramEnd, name: string): string {
  if (signal === null) return `${name} ended with exit code ${exitCode}`;
  const likely = signal === "SIGKILL" ? ", as a machine without memory ends programs" : "";
  return `${name} was ended by ${signal}${likely}`;
}
