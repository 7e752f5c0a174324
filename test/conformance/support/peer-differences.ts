import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Answer, NamedCall } from "../aws/answers.ts";

type Answers = Readonly<Record<string, Answer>>;

/** What both servers answered to the same calls. */
interface Compared {
  readonly calls: readonly NamedCall[];
  readonly ours: Answers;
  readonly theirs: Answers;
  /** A member as it is compared: what is each server's own, as times and ids are, as a word for it; undefined is none. */
  compared(member: string, value: unknown): unknown;
}

/**
 * Compares what a peer and a home answer. Throws where answers differ that the page of docs has no row of, and where it has a row of what
 * is answered alike. The page's tables have a call a row, or a member that is left out of all answers, with both answers and why ours is
 * as it is. A token may be any, but for one that comes back as it was given.
 */
export function expectDifferences(page: string, answered: Compared): void {
  const rows = rowsOf(page);
  const without = new Set(rows.Member);
  const found = differing(answered, without);
  if (process.env["SHOW_DIFFERENCES"] !== undefined)
    for (const { name, our, their } of found)
      process.stderr.write(`${name}\n  theirs ${their}\n  ours   ${our}\n`);
  expect(found.map(({ name }) => name).toSorted()).toEqual(rows.Call.toSorted());
  for (const member of rows.Member) {
    const others = new Set([...without].filter((one) => one !== member));
    expect(differing(answered, others).length, `${member} differs`).toBeGreaterThan(found.length);
  }
}

/** The first cells of a page's rows, by what their tables are of. A row that lacks a cell is none. */
function rowsOf(page: string): Readonly<Record<"Call" | "Member", readonly string[]>> {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", page), "utf8");
  const rows = { Call: [] as string[], Member: [] as string[] };
  let into: string[] = [];
  for (const line of text.split("\n")) {
    const [, first = "", theirs = "", ours = "", why = ""] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
    if (first === "Call" || first === "Member") into = rows[first];
    else if (!first.startsWith("-") && ![first, theirs, ours, why].includes("")) into.push(first);
  }
  return rows;
}

function differing({ calls, ours, theirs, compared }: Compared, without: ReadonlySet<string>) {
  const plain = (answers: Answers, [name, , input]: NamedCall): string => {
    const given = tokenIn(input, answers);
    return JSON.stringify(answers[name] ?? null, (member, value: unknown) => {
      if (without.has(member)) return undefined;
      if (/token$/i.test(member)) return value === given ? "THE SAME TOKEN" : "TOKEN";
      return compared(member, value);
    });
  };
  return calls
    .map((call) => ({ name: call[0], our: plain(ours, call), their: plain(theirs, call) }))
    .filter(({ our, their }) => our !== their);
}

/** The token that a call goes on from, which an answer before it had. */
function tokenIn(input: object, answers: Answers): unknown {
  const token: unknown = Object.entries(input).find(([member]) => /^nextToken$/i.test(member))?.[1];
  if (typeof token !== "object" || token === null) return token;
  const [answer = "", member = ""] = String((token as { readonly $: string }).$).split(".");
  return answers[answer]?.[member];
}
