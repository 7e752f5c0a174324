import { Composer, type CST, type Document, Parser } from "yaml";
import type { SourceProblem } from "./source-problem.ts";

/** Reading YAML takes far longer than its length. */
export interface YamlLimits {
  readonly characters: number;
  readonly documents: number;
}

/** No object of a server's is larger. */
const LIMITS: YamlLimits = { characters: 4 * 1024 * 1024, documents: 1_000 };
/** Levels of lists and objects in a text. */
const DEEPEST = 400;
/** Of problems of one document so many are told. */
const MOST_PROBLEMS = 20;

/** YAML 1.2's core schema, whatever a document says of its version: what a value is does not depend on who reads it. */
const OPTIONS = {
  schema: "core",
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: "silent",
  // They are looked for where values are made, in time that grows with their number.
  uniqueKeys: false,
} as const;

/** The documents of a YAML or JSON text, each with what the parser has to say of it. */
export function yamlDocuments(
  text: string,
  { characters, documents: most }: YamlLimits = LIMITS,
): {
  readonly documents: readonly Document.Parsed[];
  readonly problems: readonly SourceProblem[];
} {
  const wrong = (offset: number, message: string) => ({
    documents: [],
    problems: [{ offset, path: "", code: "too-large" as const, message }],
  });
  if (text.length > characters)
    return wrong(0, `the file has ${text.length} characters, and may have ${characters}`);
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) {
    if (token.type === "document" && isDeeperThan(token.value, DEEPEST))
      return wrong(token.offset, `lists and objects are nested deeper than ${DEEPEST} levels`);
    if (tokens.length > 2 * most) return wrong(token.offset, `there are more than ${most} documents`);
    tokens.push(token);
  }
  // What is missing at the end is missing behind what is written last.
  const end = text.trimEnd().length;
  const documents = [...new Composer(OPTIONS).compose(tokens, false, text.length)];
  return { documents, problems: documents.flatMap((document) => syntaxProblems(document, end)) };
}

/** A tag that this schema does not know is the library's warning only. */
function syntaxProblems({ errors, warnings }: Document.Parsed, end: number): readonly SourceProblem[] {
  return [...errors, ...warnings].slice(0, MOST_PROBLEMS).map(({ code, pos, message }) => ({
    offset: Math.min(pos[0], end),
    path: "",
    code: "yaml-syntax",
    message: `${message.charAt(0).toLowerCase()}${message.slice(1)}${REMEDIES[code] ?? ""}`,
  }));
}

const REMEDIES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: ": use blanks",
  BLOCK_AS_IMPLICIT_KEY: ": put a value with a colon and a blank in it in quotes",
  BAD_SCALAR_START: ": put the value in quotes",
  TAG_RESOLVE_FAILED: ": JSON's values have no tags",
};

/** Without recursion: the text may be nothing but brackets. */
function isDeeperThan(root: CST.Token | undefined, most: number): boolean {
  const open = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > most) return true;
    if (token === undefined || !("items" in token)) continue;
    for (const { key, value } of token.items as readonly CST.CollectionItem[]) {
      open.push({ token: key ?? undefined, depth: depth + 1 });
      open.push({ token: value, depth: depth + 1 });
    }
  }
  return false;
}
