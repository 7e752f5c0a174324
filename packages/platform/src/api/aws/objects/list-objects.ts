import { isExpired, type Resource } from "@slipway/model";
import { type OperationName, operationOf } from "@slipway/model/aws/lookup.ts";
import { fromObject } from "@slipway/model/aws/object.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Members } from "../call.ts";
import type { AwsKind } from "./aws-kinds.ts";

export interface Listing<R extends Resource> {
  readonly operation: OperationName;
  /** The object as AWS tells it. */
  readonly present: (object: R, call: Call) => R;
  /** The member of a line that carries the status, where the kind has one. */
  readonly statusMember?: string;
  /** What AWS does when SortOrder is not given. */
  readonly order: "Ascending" | "Descending";
}

/** SageMaker's own when MaxResults is not given. */
const PAGE = 10;
const READ = 500;
const MOST_TRIES = 3;

/** A List operation: filters, sorts and pages over what is there now. A page goes on after the last line of the one before. */
export async function listObjects<R extends Resource>(
  aws: AwsKind<R>,
  listing: Listing<R>,
  request: { readonly input: Members; readonly call: Call },
): Promise<Members> {
  const { input } = request;
  const sort = sorting(aws, listing, input);
  const lines = (await allLines(aws, listing, request.call))
    .filter((line) => matches(line, input, { name: aws.member, status: listing.statusMember }))
    .sort((a, b) => sort.compare(sort.keyOf(a), sort.keyOf(b)));
  const after = input["NextToken"] === undefined ? undefined : readToken(String(input["NextToken"]));
  const rest =
    after === undefined ? lines : lines.filter((line) => sort.compare(sort.keyOf(line), after) > 0);
  const page = rest.slice(0, Number(input["MaxResults"] ?? PAGE));
  const last = page.at(-1);
  const [member = ""] = operationOf(listing.operation).items ?? [];
  return {
    [member]: page,
    ...(last !== undefined && page.length < rest.length ? { NextToken: token(sort.keyOf(last)) } : {}),
  };
}

/** All at once, since AWS sorts before it pages; begun again when the list's revision is compacted amid it. */
async function allLines<R extends Resource>(
  aws: AwsKind<R>,
  listing: Listing<R>,
  call: Call,
): Promise<readonly Members[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await readLines(aws, listing, call);
    } catch (error) {
      if (!isExpired(error) || tries === MOST_TRIES) throw error;
    }
  }
}

async function readLines<R extends Resource>(
  aws: AwsKind<R>,
  { operation, present }: Listing<R>,
  call: Call,
): Promise<readonly Members[]> {
  const lines: Members[] = [];
  let after: string | undefined;
  do {
    const page = await call.store.list(
      aws.kind,
      { namespace: call.namespace },
      { limit: READ, ...(after === undefined ? {} : { after }) },
    );
    for (const object of page.items) {
      if (aws.nameOf(object) !== "") lines.push(fromObject(operation, present(object, call)));
    }
    after = page.next;
  } while (after !== undefined);
  return lines;
}

/** Where a line stands: its sort value, then its name, which is unique. */
type Place = readonly [value: string | number, name: string];

function sorting<R extends Resource>(aws: AwsKind<R>, listing: Listing<R>, input: Members) {
  const by = input["SortBy"] ?? "CreationTime";
  const sign = (input["SortOrder"] ?? listing.order) === "Ascending" ? 1 : -1;
  const keyOf = (line: Members): Place => {
    const name = String(line[aws.member]);
    if (by === "Name") return [name, name];
    if (by === "Status") return [String(line[listing.statusMember ?? ""]), name];
    return [millis(line["CreationTime"]) ?? 0, name];
  };
  const compare = (a: Place, b: Place): number => sign * (order(a[0], b[0]) || order(a[1], b[1]));
  return { keyOf, compare };
}

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function matches(
  line: Members,
  input: Members,
  members: { readonly name: string; readonly status: string | undefined },
): boolean {
  const wanted = input["NameContains"];
  if (wanted !== undefined && !String(line[members.name]).includes(String(wanted))) return false;
  const status = input["StatusEquals"];
  if (status !== undefined && line[members.status ?? ""] !== status) return false;
  return ["CreationTime", "LastModifiedTime"].every((member) => {
    const at = millis(line[member]) ?? 0;
    return (
      at > (millis(input[`${member}After`]) ?? -1) && at < (millis(input[`${member}Before`]) ?? Infinity)
    );
  });
}

function millis(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}

function token(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function readToken(text: string): Place {
  try {
    const [value, name] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if ((typeof value === "string" || typeof value === "number") && typeof name === "string")
      return [value, name];
  } catch {
    // Said below.
  }
  throw new AwsError("SLIP-AWS-003", "Value at 'nextToken' is not a token that this operation gave.");
}
