import type { Resource } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { notServedHere } from "./not-served-here.ts";

/** Where a line stands: its sort value, then its name, which is unique. */
export type Place = readonly [value: string | number, name: string];

export interface Sorting {
  readonly placeOf: (line: Members) => Place;
  readonly compare: (a: Place, b: Place) => number;
}

/** The order that a List operation's input asks for. Throws SLIP-AWS-009 for one that is not served. */
export function sortingOf<R extends Resource>(kind: AwsKind<R>, input: Members): Sorting {
  const by = String(input["SortBy"] ?? "CreationTime");
  const read = valueReader(kind, by);
  if (read === undefined) throw notServedHere(kind.names.list, `SortBy ${by}`);
  const sign = (input["SortOrder"] ?? kind.aws.order) === "Ascending" ? 1 : -1;
  return {
    placeOf: (line) => [read(line), String(line[kind.names.nameMember])],
    compare: (a, b) => sign * (order(a[0], b[0]) || order(a[1], b[1])),
  };
}

function valueReader<R extends Resource>(
  { aws: { status }, names }: AwsKind<R>,
  by: string,
): ((line: Members) => string | number) | undefined {
  if (by === "Name") return (line) => String(line[names.nameMember]);
  if (by === "CreationTime") return (line) => millis(line["CreationTime"]) ?? 0;
  return by === "Status" && status !== undefined ? (line) => String(line[status]) : undefined;
}

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** A time as a List operation compares it; undefined for what is none. */
export function millis(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}

export function token(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Throws SLIP-AWS-003 for anything that `token` did not make. */
export function readToken(text: string): Place {
  try {
    const [value, name] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if ((typeof value === "string" || typeof value === "number") && typeof name === "string")
      return [value, name];
  } catch {
    // Said below.
  }
  throw new AwsError("SLIP-AWS-003", "Value at 'nextToken' is not a token that this operation gave.");
}
