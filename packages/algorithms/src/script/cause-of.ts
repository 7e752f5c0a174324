/** What a program died of, in a line. */
export interface Cause {
  /** Where in the program's own code, as `train.py:8`. */
  readonly place?: string;
  /** `ValueError: no such column`. */
  readonly error: string;
}

/** A reader of one language's last words; undefined where they are not of that language. */
type Reader = (lines: readonly string[], code: string) => Cause | undefined;

/**
 * What the last words of a program say that it died of: Python's and Node's traces, C++'s word of an exception that nobody
 * caught, a shell's complaint. `code` is the folder of the program's own files, which places are named below of. Undefined where
 * nothing of the kind is found.
 */
export function causeOf(lastWords: string, code: string): Cause | undefined {
  // An exception group is drawn with a margin.
  const all = lastWords.split(/\r?\n/).map((line) => line.replace(/^ *\| /, ""));
  // Python tells what went wrong while it ended after what it ended for.
  const ignored = all.findIndex((line) => line.startsWith("Exception ignored in"));
  const lines = ignored > 0 ? all.slice(0, ignored) : all;
  for (const read of READERS) {
    const cause = read(lines, code.replace(/\/$/, ""));
    if (cause !== undefined) return cause;
  }
  return undefined;
}

const FRAME = /^\s*File "([^"]+)", line (\d+)/;
/** The first line after a trace's frames: what was raised. */
const RAISED = /^[A-Za-z_][\w.]*(?:: .*|:)?$/;

const python: Reader = (lines, code) => {
  const last = lines.findLastIndex((line) => FRAME.test(line));
  if (last < 0) return undefined;
  const raised = lines.findIndex((line, at) => at > last && RAISED.test(line));
  const fatal = lines.findLastIndex((line, at) => at < last && line.startsWith("Fatal Python error: "));
  const error = raised >= 0 ? lines[raised] : lines[fatal];
  if (error === undefined) return undefined;
  const begin = lines.findLastIndex((line, at) => at < last && /^(Traceback|Current thread)/.test(line));
  const frames = lines.slice(Math.max(0, begin), last + 1).flatMap((line) => {
    const [, path, number] = FRAME.exec(line) ?? [];
    return path === undefined ? [] : [{ path, line: Number(number) }];
  });
  // The trace of a process that crashed has the innermost frame first.
  return { error, ...placeIn(raised >= 0 ? frames.toReversed() : frames, code) };
};

const NODE_FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?([^()]+?):(\d+):\d+\)?$/;
const NODE_HEAD = /^(?:file:\/\/)?(\/[^:]+):(\d+)$/;

const node: Reader = (lines, code) => {
  const at = lines.findIndex((line) => NODE_FRAME.test(line));
  if (at < 1) return undefined;
  const error = lines
    .slice(0, at)
    .findLast((line) => /^(?:Uncaught )?[A-Za-z_$][\w$.]*(?: \[\w+\])?(?::|$)/.test(line));
  if (error === undefined) return undefined;
  const frames = lines.flatMap((line) => {
    const [, path, number] = NODE_FRAME.exec(line) ?? NODE_HEAD.exec(line) ?? [];
    return path === undefined ? [] : [{ path, line: Number(number) }];
  });
  return { error, ...placeIn(frames, code) };
};

const cxx: Reader = (lines) => {
  const at = lines.findLastIndex((line) => /^terminate called/.test(line));
  const [, type] = /throwing an instance of '(.*)'/.exec(lines[at] ?? "") ?? [];
  if (type === undefined) return undefined;
  const [, what] = /^\s*what\(\):\s*(.*)/.exec(lines[at + 1] ?? "") ?? [];
  return { error: what === undefined ? type : `${type}: ${what}` };
};

/** bash says `FILE: line 3: …`, dash `FILE: 3: …`. */
const SHELL = /^(\S+\.(?:sh|bash)): (?:line )?(\d+): (.+)$/;

const shell: Reader = (lines, code) => {
  const [, path, number, error] = SHELL.exec(lines.findLast((line) => SHELL.test(line)) ?? "") ?? [];
  if (path === undefined || error === undefined) return undefined;
  return { error, place: `${below(path, code) ?? path}:${number}` };
};

const READERS: readonly Reader[] = [python, node, cxx, shell];

/** The first frame of the program's own; of none where all are others'. */
function placeIn(
  frames: readonly { readonly path: string; readonly line: number }[],
  code: string,
): { readonly place?: string } {
  for (const { path, line } of frames) {
    const name = below(path, code);
    if (name !== undefined) return { place: `${name}:${line}` };
  }
  return {};
}

const OTHERS = /(^|\/)(site-packages|dist-packages|node_modules)\//;

function below(path: string, code: string): string | undefined {
  if (OTHERS.test(path)) return undefined;
  if (path.startsWith(`${code}/`)) return path.slice(code.length + 1);
  return path.startsWith("/") || path.startsWith("<") || path.startsWith("node:")
    ? undefined
    : path.replace(/^\.\//, "");
}
