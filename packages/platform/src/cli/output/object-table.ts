import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import type { Table } from "@slipway/sdk";
import { age } from "#lib/human-duration.ts";
import { durationOf } from "../objects/duration-of.ts";
import { metricsOf } from "../objects/metrics-of.ts";
import type { Colors } from "./colors.ts";
import { columns } from "./columns.ts";
import { stateColor } from "./state-color.ts";

export interface ObjectTableOptions {
  readonly kinds: readonly KindFacts[];
  readonly colors: Colors;
  /** All columns of the server, beside ours. */
  readonly wide: boolean;
  readonly withNamespace: boolean;
  readonly width: number | undefined;
  readonly now: Date;
}

type Row = Table["rows"][number];

interface Column {
  readonly heading: string;
  cell(row: Row): string;
}

/** What STATE tells already, of the columns that a server has by itself. */
const OF_STATE = /^(STATE|STATUS|PHASE|[A-Z]+-STATUS)$/;

/**
 * Objects as a table: the server's columns, and of a kind that is known its state, age and, of a job, how long it ran and its
 * last metrics. Empty where there are no rows.
 */
export function objectTable(table: Table, options: ObjectTableOptions): string {
  const { kinds, colors, width } = options;
  if (table.rows.length === 0) return "";
  const shown = columnsOf(table, options);
  const state = shown.findIndex(({ heading }) => heading === "STATE");
  const isKnown = table.rows.map(({ object }) => findFacts(kinds, object) !== undefined);
  return columns(
    shown.map(({ heading }) => heading),
    table.rows.map((row) => shown.map(({ cell }) => cell(row))),
    {
      width,
      paint: (cell, { row, column }) => {
        const object = table.rows[row]?.object;
        if (column !== state || object === undefined || isKnown[row] !== true) return cell;
        return stateColor(colors, stateOf(kinds, object).state)(cell);
      },
    },
  );
}

function columnsOf(table: Table, options: ObjectTableOptions): readonly Column[] {
  const { kinds, wide, withNamespace } = options;
  const first = table.rows[0]?.object;
  const facts = first === undefined ? undefined : findFacts(kinds, first);
  const servers = table.columnDefinitions.flatMap(({ name, priority }, index) =>
    wide || priority === 0
      ? [{ heading: name.toUpperCase(), cell: (row: Row) => plain(row.cells[index]) }]
      : [],
  );
  const namespace = { heading: "NAMESPACE", cell: ({ object }: Row) => object.metadata.namespace ?? "" };
  const start = withNamespace ? [namespace] : [];
  if (facts === undefined) return [...start, ...servers];
  const [name = [], others = servers] = [servers.slice(0, 1), servers.slice(1)];
  const kept = others.filter(({ heading }) => heading !== "AGE" && (wide || !OF_STATE.test(heading)));
  return [
    ...start,
    ...name,
    stateColumn(options),
    ...kept,
    ageColumn(options),
    ...jobColumns(table, facts, options),
  ];
}

/** On a terminal, where room is scarce, what it is in progress with alone: the colour tells that it is. */
const stateColumn = ({ kinds, width }: ObjectTableOptions): Column => ({
  heading: "STATE",
  cell: ({ object }) => {
    const { word } = stateOf(kinds, object);
    return width === undefined ? word : word.replace(/^InProgress\//, "");
  },
});

const ageColumn = ({ now }: ObjectTableOptions): Column => ({
  heading: "AGE",
  cell: ({ object }) => age(object.metadata.creationTimestamp, now),
});

/** Metrics only where one has any: most jobs tell none. */
function jobColumns({ rows }: Table, facts: KindFacts, { now }: ObjectTableOptions): readonly Column[] {
  if (facts.program?.ends !== true && facts.stops !== true) return [];
  const duration = { heading: "DURATION", cell: ({ object }: Row) => durationOf(object, now) };
  const metrics = { heading: "METRICS", cell: ({ object }: Row) => metricsOf(object) };
  return rows.some(({ object }) => metricsOf(object) !== "") ? [duration, metrics] : [duration];
}

function plain(value: unknown): string {
  return value === null || value === undefined ? "<none>" : String(value);
}
