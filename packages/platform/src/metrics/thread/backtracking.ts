/** What RE2 leaves out because no linear time could be promised. */
const BEYOND_RE2 = /\(\?<?[=!]|\\[1-9]|\(\?P=/;
/** Pieces of a regular expression that mean different things to Python and to JavaScript. */
const PIECE =
  /\\(?<escaped>[\s\S])|\(\?P(?<named><)|\(\?P=(?<back>\w+)\)|(?<opened>\[\^?)\](?<rest>(?:\\[\s\S]|[^\]\\])*\])|\[(?:\\[\s\S]|[^\]\\])*\]/g;
/** Letters after a backslash that JavaScript knows; of others it would silently take the letter itself. */
const KNOWN_ESCAPE = /[^a-zA-Z]|[bBdDfnrsStvwWxu]/;

/** A group that captures, and its name. */
const CAPTURE = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|(?<group>\((?:(?!\?)|\?<(?<name>\w+)>))/g;

interface Backtracking {
  readonly groups: number;
  /** The places of the groups that have a name. */
  readonly named: Readonly<Record<string, number>>;
  /** The groups of the first match. */
  find(text: string): ((group: number) => string | undefined) | undefined;
}

/**
 * An expression as Python's `re` and others have it, in the JavaScript engine; undefined when it asks for nothing that
 * RE2 lacks, or for something that JavaScript would misread.
 */
export function backtracking(regex: string): Backtracking | undefined {
  if (!BEYOND_RE2.test(regex)) return undefined;
  try {
    const { flags, body } = leadingFlags(regex);
    const source = translated(body);
    const pattern = new RegExp(source, flags);
    const groups = (new RegExp(`${source}|`, flags).exec("")?.length ?? 1) - 1;
    const find = (text: string) => {
      const match = pattern.exec(text);
      return match === null ? undefined : (group: number) => match[group];
    };
    return { groups, named: namesIn(source), find };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function namesIn(source: string): Readonly<Record<string, number>> {
  const groups = [...source.matchAll(CAPTURE)].filter(({ groups }) => groups?.["group"] !== undefined);
  return Object.fromEntries(
    groups.flatMap(({ groups }, index) => (groups?.["name"] ? [[groups["name"], index + 1]] : [])),
  );
}

/** A line holds no line break: `.` may match everything, a carriage return among it, and `m` means nothing. */
function leadingFlags(regex: string): { readonly flags: string; readonly body: string } {
  const found = /^\(\?(?<flags>[ims]+)\)/.exec(regex);
  const flags = found?.groups?.["flags"]?.includes("i") === true ? "is" : "s";
  return { flags, body: regex.slice(found?.[0].length ?? 0) };
}

function translated(regex: string): string {
  return regex.replace(PIECE, (piece, ...found) => {
    const { escaped, named, back, opened, rest } = found.at(-1) as Record<string, string | undefined>;
    if (named !== undefined) return "(?<";
    if (back !== undefined) return `\\k<${back}>`;
    // A set's first bracket stands for itself; JavaScript would close the set with it.
    if (rest !== undefined) return `${opened}\\]${rest}`;
    return escaped === undefined ? piece : escapeOf(escaped);
  });
}

function escapeOf(character: string): string {
  if (character === "A") return "^";
  if (character === "Z" || character === "z") return "$";
  if (!KNOWN_ESCAPE.test(character)) throw new SyntaxError(`\\${character}`);
  return `\\${character}`;
}
