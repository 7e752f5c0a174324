import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/home.ts";
import type { Outcome, PrintOut } from "./run-jobs.ts";

const TABLE = join(ROOT, "docs/adr/0066-the-same-job-everywhere.md");
/** The columns of the table; the others are held against the sandbox. */
const HOMES = ["process", "sandbox", "container", "cluster"] as const;
export type HomeName = (typeof HOMES)[number];
const REFERENCE: HomeName = "sandbox";

interface Row {
  readonly names: readonly string[];
  readonly cells: Readonly<Record<HomeName, string>>;
}

type Outcomes = Readonly<Partial<Record<HomeName, Outcome>>>;

/**
 * What the programs of these homes saw otherwise and the table does not list, and what it lists in vain: one sentence each, so that
 * nothing is as it should be. A home that is not given is not asked about.
 */
export function unlisted(outcomes: Outcomes): readonly string[] {
  const rows = readTable();
  const used = new Set<Row>();
  const found = (["algo-1", "algo-2", "processing"] as const).flatMap((program) => {
    const seen = HOMES.flatMap((home) => {
      const of = outcomes[home]?.seen[program];
      return of === undefined ? [] : [[home, of] as const];
    });
    const names = [...new Set(seen.flatMap(([, facts]) => Object.keys(facts)))].sort();
    return names.flatMap((name) =>
      wrongOf(name, { seen: new Map(seen), rows, used }).map((words) => `${program}: ${words}`),
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
function mustDiffer({ cells }: Row, outcomes: Outcomes): boolean {
  const told = HOMES.filter((home) => outcomes[home] !== undefined).map((home) =>
    cells[home] === "same" ? cells[REFERENCE] : cells[home],
  );
  return new Set(told.filter((cell) => wantedBy(cell, undefined) !== "anything")).size > 1;
}

function readTable(): readonly Row[] {
  const lines = readFileSync(TABLE, "utf8").split("\n");
  const table = lines.filter((line) => line.startsWith("| `"));
  return table.map((line) => {
    const [names = "", ...cells] = line
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    const cell = Object.fromEntries(HOMES.map((home, index) => [home, cells[index] ?? ""]));
    return { names: names.split(", ").map((name) => name.replaceAll("`", "")), cells: cell as Row["cells"] };
  });
}

function matches(pattern: string, name: string): boolean {
  const words = pattern.split("*").map((word) => word.replaceAll(/[.^$+?()[\]{}|\\]/g, "\\$&"));
  return new RegExp(`^${words.join(".*")}$`).test(name);
}
