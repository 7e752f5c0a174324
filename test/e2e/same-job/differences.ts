import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/home.ts";
import type { Outcome, PrintOut } from "./run-jobs.ts";

const FILE = join(ROOT, "docs/adr/0066-the-same-job-everywhere.md");
/** The columns of its tables; the others are held against the sandbox. */
const HOMES = ["process", "sandbox", "container", "cluster"] as const;
export type HomeName = (typeof HOMES)[number];
const REFERENCE: HomeName = "sandbox";

type Table = "jobs" | "source code";
type ProgramName = keyof Outcome["seen"];
/** By which tables each program may see otherwise; the first one that has a row for a fact says how. */
const TABLES: Readonly<Record<ProgramName, readonly Table[]>> = {
  "algo-1": ["jobs"],
  "algo-2": ["jobs"],
  processing: ["jobs"],
  source: ["source code", "jobs"],
};

interface Row {
  readonly table: Table;
  readonly names: readonly string[];
  readonly cells: Readonly<Record<HomeName, string>>;
}

type Outcomes = Readonly<Partial<Record<HomeName, Outcome>>>;

/**
 * What the programs of these homes saw otherwise and the tables do not list, and what they list in vain: a sentence each, so that none
 * is as it should be. A home or a program that is not given is not asked about.
 */
export function unlisted(outcomes: Outcomes): readonly string[] {
  const rows = readTables();
  const used = new Set<Row>();
  const found = (Object.keys(TABLES) as ProgramName[]).flatMap((program) => {
    const about = TABLES[program].flatMap((table) => rows.filter((row) => row.table === table));
    const seen = seenBy(program, outcomes);
    const names = [...new Set([...seen.values()].flatMap((facts) => Object.keys(facts)))].sort();
    return names.flatMap((name) =>
      wrongOf(name, { seen, rows: about, used }).map((words) => `${program}: ${words}`),
    );
  });
  const idle = rows.filter((row) => !used.has(row) && mustDiffer(row, outcomes));
  return [
    ...found,
    ...idle.map(({ names }) => `the table lists ${names.join(", ")}, which is the same in these homes`),
  ];
}

function wrongOf(
  name: string,
  { seen, rows, used }: { seen: ReadonlyMap<HomeName, PrintOut>; rows: readonly Row[]; used: Set<Row> },
): readonly string[] {
  const valueAt = (home: HomeName) => seen.get(home)?.[name];
  const differs = new Set([...seen.keys()].map(valueAt)).size > 1;
  const row = rows.find(({ names }) => names.some((pattern) => matches(pattern, name)));
  const told = (home: HomeName) => `${home} ${JSON.stringify(valueAt(home) ?? "absent")}`;
  if (row === undefined)
    return differs ? [`${name} is not listed: ${[...seen.keys()].map(told).join(", ")}`] : [];
  if (differs) used.add(row);
  return [...seen.keys()].flatMap((home) => {
    const cell = row.cells[home];
    const wanted = wantedBy(cell, valueAt(REFERENCE));
    return wanted === "anything" || wanted.value === valueAt(home)
      ? []
      : [`${name} is to be ${cell}: ${told(home)}`];
  });
}

/** The one value that a cell allows. */
function wantedBy(
  cell: string,
  reference: string | undefined,
): "anything" | { readonly value: string | undefined } {
  if (cell === "same") return { value: reference };
  if (cell === "absent") return { value: undefined };
  const [, literal] = /^`([^`]*)`$/.exec(cell) ?? [];
  return literal === undefined ? "anything" : { value: literal };
}

/** Whether the row says to the letter that any of these homes is not as another one; words may describe the same on some machine. */
function mustDiffer({ table, cells }: Row, outcomes: Outcomes): boolean {
  const homes = [...seenBy(table === "jobs" ? "algo-1" : "source", outcomes).keys()];
  const told = homes.map((home) => (cells[home] === "same" ? cells[REFERENCE] : cells[home]));
  return new Set(told.filter((cell) => wantedBy(cell, undefined) !== "anything")).size > 1;
}

function seenBy(program: ProgramName, outcomes: Outcomes): ReadonlyMap<HomeName, PrintOut> {
  const entries = HOMES.map((home) => [home, outcomes[home]?.seen[program]] as const);
  return new Map(entries.flatMap(([home, facts]) => (facts === undefined ? [] : [[home, facts] as const])));
}

/** A table begins with the row of its heads, which says what it is about. */
function readTables(): readonly Row[] {
  let table: Table = "jobs";
  return readFileSync(FILE, "utf8")
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("| fact")) table = line.includes("source code") ? "source code" : "jobs";
      if (!line.startsWith("| `")) return [];
      const [names = "", ...cells] = line
        .split("|")
        .slice(1)
        .map((cell) => cell.trim());
      const ofHome = Object.fromEntries(HOMES.map((home, index) => [home, cells[index] ?? ""]));
      const patterns = names.split(", ").map((name) => name.replaceAll("`", ""));
      return [{ table, names: patterns, cells: ofHome as Row["cells"] }];
    });
}

function matches(pattern: string, name: string): boolean {
  const words = pattern.split("*").map((word) => word.replaceAll(/[.^$+?()[\]{}|\\]/g, "\\$&"));
  return new RegExp(`^${words.join(".*")}$`).test(name);
}
