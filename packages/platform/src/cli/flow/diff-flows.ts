import { canonicalJson } from "@slipway/model";
import type { FlowDefinition, FlowStep, Json } from "@slipway/model/flows/index.ts";
import { ON_EXIT } from "./step-tree.ts";

/** What becomes of a part of a flow. */
export interface FlowChange {
  readonly what: "added" | "removed" | "changed";
  /** `step fit.train`, `parameter day`, `timeoutSeconds`. */
  readonly part: string;
  /** Of what changes: its members, with both values where they are short. */
  readonly members: readonly string[];
}

/** A value that is longer is not shown. */
const SHORT = 40;

/** What changes where one definition takes the place of another: parameters, steps with those inside, and all else. Empty where they are the same version. */
export function diffFlows(before: FlowDefinition, after: FlowDefinition): readonly FlowChange[] {
  const { parameters: ofBefore = [], steps: _, onExit: __, ...restBefore } = before;
  const { parameters: ofAfter = [], steps: ___, onExit: ____, ...restAfter } = after;
  const found = [
    ...named("parameter", byName(ofBefore), byName(ofAfter)),
    ...named("step", stepsOf(before), stepsOf(after)),
    ...members(restBefore, restAfter).map(changeOf),
  ];
  const isSame = canonicalJson(before) === canonicalJson(after);
  if (found.length > 0 || isSame) return found;
  return [{ what: "changed", part: "the order of steps or parameters", members: [] }];
}

type Parts = ReadonlyMap<string, object>;

const byName = (all: readonly { readonly name: string }[]): Parts =>
  new Map(all.map((one) => [one.name, one]));

/** By their paths, each without what is inside of it. */
function stepsOf({ steps, onExit = [] }: FlowDefinition): Parts {
  const found = new Map<string, object>();
  const add = (all: readonly FlowStep[], around: string): void => {
    for (const { steps: inner, ...step } of all) {
      const path = around === "" ? step.name : `${around}.${step.name}`;
      found.set(path, inner === undefined ? step : { ...step, steps: "inside" });
      add(inner ?? [], path);
    }
  };
  add(steps, "");
  add(onExit, ON_EXIT);
  return found;
}

function named(kind: string, before: Parts, after: Parts): readonly FlowChange[] {
  const gone = [...before.keys()].filter((name) => !after.has(name));
  return [
    ...[...after].flatMap(([name, part]): readonly FlowChange[] => {
      const was = before.get(name);
      if (was === undefined) return [{ what: "added", part: `${kind} ${name}`, members: [] }];
      const changed = members(was, part).map(({ text }) => text);
      return changed.length === 0 ? [] : [{ what: "changed", part: `${kind} ${name}`, members: changed }];
    }),
    ...gone.map((name): FlowChange => ({ what: "removed", part: `${kind} ${name}`, members: [] })),
  ];
}

interface Member {
  readonly name: string;
  readonly what: FlowChange["what"];
  readonly text: string;
}

/** Members that are not the same: of what is run, each of its own. */
function members(before: object, after: object): readonly Member[] {
  const [was, is] = [before, after] as [Readonly<Record<string, Json>>, Readonly<Record<string, Json>>];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name): readonly Member[] => {
    const [one, other] = [was[name], is[name]];
    if (isEqual(one, other)) return [];
    if (name === "run" && one !== undefined && other !== undefined)
      return members(one as object, other as object).map((member) => ({
        ...member,
        text: `run.${member.text}`,
      }));
    const what = one === undefined ? "added" : other === undefined ? "removed" : "changed";
    return [{ name, what, text: `${name}${inWords(one, other)}` }];
  });
}

const isEqual = (one: Json | undefined, other: Json | undefined): boolean =>
  one === undefined || other === undefined ? one === other : canonicalJson(one) === canonicalJson(other);

function inWords(before: Json | undefined, after: Json | undefined): string {
  const [was, is] = [before, after].map((value) => (value === undefined ? "none" : JSON.stringify(value)));
  return [was, is].some((text = "") => text.length > SHORT) ? "" : `: ${was} → ${is}`;
}

const changeOf = ({ name, what, text }: Member): FlowChange => ({
  what,
  part: name,
  members: what === "changed" ? [text] : [],
});
