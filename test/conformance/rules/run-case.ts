import { expect } from "vitest";
import type { Ability, Answer, Driver, Request, ToyObject } from "./driver.ts";
import { kindOf } from "./kinds.ts";
import { readStored, type TestedDoor } from "./tested-door.ts";
import { type Left, Trace } from "./trace.ts";

/** What must hold of an answer. Text may name what the case has seen: `{ns}`, `{rv:a}`, `{uid:a}`. */
export interface Expectation {
  /** The object holds at least this. */
  readonly object?: ToyObject;
  /** Paths that must not be there, `status.phase`. */
  readonly without?: readonly string[];
  /** The revision compared with the last one seen of this object. */
  readonly revision?: "same" | "new";
  readonly gone?: boolean;
  /** Names in a list, in order. */
  readonly items?: readonly string[];
  readonly warnings?: readonly string[];
  readonly error?: {
    /** The code of Slipway's catalogue; compared where the door tells it. */
    readonly code?: string;
    /** Absent where every door has its own. */
    readonly http?: number;
    readonly reason?: string;
    readonly message?: string | RegExp;
    readonly fields?: readonly string[];
  };
}

export interface Step {
  /** A controller's step is done in the store, at every door alike. */
  readonly by?: "controller";
  readonly request: Request;
  readonly expect: Expectation;
}

export interface Case {
  readonly title: string;
  readonly needs?: readonly Ability[];
  readonly steps: readonly Step[];
}

interface Seen {
  readonly namespace: string;
  readonly objects: Map<string, { readonly rv: string; readonly uid: string }>;
}

/** The first thing that the case needs and the door lacks. */
export function missing(one: Case, { lacks, kinds }: Driver): Ability | undefined {
  const asked = one.steps.map(({ request }) => request.kind ?? "TrainingJob");
  if (kinds !== undefined && !asked.every((kind) => kinds.includes(kind))) return "any kind";
  return one.needs?.find((ability) => lacks[ability] !== undefined);
}

/** Hears the case in a namespace of its own; answers what each step has left in the store. */
export async function runCase(one: Case, door: TestedDoor): Promise<readonly Left[]> {
  const seen: Seen = { namespace: await door.namespace(), objects: new Map() };
  const trace = new Trace(managersIn(one));
  for (const [position, { by, request, expect: expected }] of one.steps.entries()) {
    const where = `step ${position + 1}, ${request.verb}`;
    const asked = resolve(request, seen);
    const answer = await (by === undefined ? door.driver : door.controller).send(asked, seen.namespace);
    check(answer, expected, seen, where);
    remember(answer, seen);
    trace.add(answer.error?.code, await storedOf(asked, seen.namespace, door));
  }
  return trace.left;
}

function managersIn(one: Case): ReadonlySet<string> {
  return new Set(one.steps.flatMap(({ request }) => ("manager" in request ? [request.manager ?? ""] : [])));
}

async function storedOf(request: Request, namespace: string, { store }: TestedDoor) {
  const name = "name" in request ? request.name : "object" in request && at(request.object, "metadata.name");
  return typeof name === "string" ? readStored(store, kindOf(request), { namespace, name }) : undefined;
}

function check(answer: Answer, expected: Expectation, seen: Seen, where: string): void {
  if (expected.error !== undefined) {
    checkError(answer, expected.error, seen, where);
    return;
  }
  expect(answer.error, where).toBeUndefined();
  if (expected.object !== undefined) {
    expect(answer.object, where).toMatchObject(resolve(expected.object, seen));
  }
  for (const path of expected.without ?? []) {
    expect(at(answer.object, path), `${where}: ${path}`).toBeUndefined();
  }
  if (expected.revision !== undefined) checkRevision(answer, expected.revision, seen, where);
  if (expected.gone !== undefined) expect(answer.gone, where).toBe(expected.gone);
  if (expected.items !== undefined) {
    expect(
      answer.items?.map((item) => at(item, "metadata.name")),
      where,
    ).toEqual(expected.items);
  }
  if (expected.warnings !== undefined) expect(answer.warnings, where).toEqual(expected.warnings);
}

function checkError(
  answer: Answer,
  wanted: NonNullable<Expectation["error"]>,
  seen: Seen,
  where: string,
): void {
  const { error } = answer;
  expect(error, where).toBeDefined();
  if (error?.code !== undefined && wanted.code !== undefined) expect(error.code, where).toBe(wanted.code);
  if (wanted.http !== undefined) {
    expect({ http: error?.http, reason: error?.reason }, `${where}: ${error?.message}`).toEqual({
      http: wanted.http,
      reason: wanted.reason,
    });
  }
  if (wanted.message instanceof RegExp) expect(error?.message, where).toMatch(wanted.message);
  else if (wanted.message !== undefined) expect(error?.message, where).toBe(resolve(wanted.message, seen));
  if (wanted.fields !== undefined) {
    expect([...new Set(error?.causes.map((cause) => cause.field))], where).toEqual(wanted.fields);
  }
}

function checkRevision(answer: Answer, wanted: "same" | "new", seen: Seen, where: string): void {
  const before = seen.objects.get(String(at(answer.object, "metadata.name")))?.rv;
  const now = at(answer.object, "metadata.resourceVersion");
  if (wanted === "same") expect(now, where).toBe(before);
  else expect(now, where).not.toBe(before);
}

function remember(answer: Answer, seen: Seen): void {
  const metadata = at(answer.object, "metadata") as Record<string, string> | undefined;
  if (metadata?.["name"] === undefined || metadata["resourceVersion"] === undefined) return;
  seen.objects.set(metadata["name"], { rv: metadata["resourceVersion"], uid: metadata["uid"] ?? "" });
}

function at(object: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, step) => (typeof value === "object" && value !== null ? (value as ToyObject)[step] : undefined),
      object,
    );
}

/** Puts what was seen in the place of `{…}`, in every text of the value. */
function resolve<T>(value: T, seen: Seen): T {
  if (typeof value === "string") return filled(value, seen) as T;
  if (Array.isArray(value)) return value.map((item) => resolve(item, seen)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, seen)])) as T;
}

function filled(text: string, seen: Seen): string {
  return text
    .replaceAll("{ns}", seen.namespace)
    .replace(/\{(rv|uid):([^}]+)\}/g, (_, what: "rv" | "uid", name: string) => {
      const found = seen.objects.get(name)?.[what];
      if (found === undefined) throw new Error(`the case has not seen ${name} yet`);
      return found;
    });
}
