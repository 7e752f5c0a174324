import { canonicalJson } from "../../canonical-json.ts";
import type { FlowStep, RunBody } from "../definition.ts";
import type { CompiledStep } from "../graph/compiled.ts";
import { pathIn } from "../graph/own-paths.ts";
import type { StepPath } from "../graph/path.ts";
import { stepIn } from "../graph/place-in.ts";
import type { StepEnd } from "../graph/states.ts";
import type { ReadyStep, SettledStep } from "../graph/work.ts";
import type { Json } from "../json.ts";
import { type Begun, bodiesIn } from "./bodies-in.ts";
import { type KeyInput, type KeyParts, keyPartsOf } from "./key-parts.ts";

/** What becomes of a step in a run that is given what an earlier one was: it would take what it gave there, run again, or that depends on what runs before it. */
export interface CacheEffect {
  /** Without the numbers of items: what differs between these stands once for each. */
  readonly step: string;
  readonly what: "taken" | "runs" | "depends";
  /** A sentence's part. */
  readonly why: string;
}

export interface CacheQuestion {
  readonly before: Begun;
  readonly after: Begun;
  /** Of a run of `before`, oldest first. */
  readonly ends: readonly (SettledStep & { readonly isWork: boolean })[];
}

/** What another definition does to steps that ask for the cache, by the key that these are looked up by. */
export function cacheEffects({ before, after, ends }: CacheQuestion): readonly CacheEffect[] {
  const done = ends.filter(({ isWork, state }) => isWork && state === "success");
  const recorded = new Map<StepPath, StepEnd>(ends.map(({ path, state }) => [path, state]));
  const [was, is] = [bodiesIn(before, done, recorded), bodiesIn(after, done, recorded)];
  const again = new Set<string>();
  const found = new Map<string, CacheEffect>();
  for (const { path } of done) {
    const step = plain(path);
    const at = stepIn(after.flow, path)?.step;
    if (at?.body === undefined) continue;
    const effect = effectOn(at, { path, was: was.get(path), is: is.get(path), again, before, after });
    if (effect.what !== "taken") again.add(step);
    if (at.step.cache !== undefined) found.set(JSON.stringify([step, effect]), { step, ...effect });
  }
  return [...found.values()];
}

/** `fit[3].train` is `fit.train`. */
const plain = (path: StepPath): string => path.replace(/\[\d+\]/g, "");

interface Compared extends Pick<CacheQuestion, "before" | "after"> {
  readonly path: StepPath;
  readonly was: ReadyStep | undefined;
  readonly is: ReadyStep | undefined;
  /** Steps that may give something else. */
  readonly again: ReadonlySet<string>;
}

type Effect = Omit<CacheEffect, "step">;

const runs = (why: string): Effect => ({ what: "runs", why });

function effectOn(at: CompiledStep, compared: Compared): Effect {
  const { was, is, again, path } = compared;
  if (at.step.cache === undefined || at.step.run === undefined) return runs("it does not ask for the cache");
  if (is === undefined) return runs("what comes before it has changed");
  const now = partsOfReady(is);
  if ("why" in now) return runs(now.why);
  if (was?.step.cache === undefined) return runs("what it gave was not kept");
  const then = partsOfReady(was);
  if ("why" in then) return runs("what it gave was not kept");
  const changed = changedIn(then.parts, now.parts);
  if (changed.length > 0) return runs(whyChanged(at, changed, { ...compared, was }));
  const read = readBy(at).filter((name) => again.has(plain(path).replace(/[^.]*$/, name)));
  if (read.length === 0) return { what: "taken", why: "nothing of it has changed" };
  return {
    what: "depends",
    why: `it is taken if ${read.join(" and ")}, which it reads, gives the same again`,
  };
}

/** The steps beside one that its expressions read. */
const readBy = ({ body }: CompiledStep): readonly string[] => [
  ...new Set((body?.references ?? []).flatMap(({ steps }) => [...steps.keys()])),
];

function partsOfReady({ step, body }: ReadyStep): KeyParts {
  const run = body as unknown as RunBody;
  const inputs = (run.inputs ?? []).flatMap((input) =>
    inputsAt(input.from, { name: `Input "${input.name}"`, to: pathIn("inputs", input) }),
  );
  return keyPartsOf(step, run, inputs);
}

/** Items of lists are numbered in their order, as they are for the program. */
function inputsAt(from: Json, place: Pick<KeyInput, "name" | "to">): readonly KeyInput[] {
  if (Array.isArray(from))
    return from.flatMap((one, index) =>
      one === null ? [] : inputsAt(one, { ...place, to: `${place.to}/${index}` }),
    );
  const { digest } = (from ?? {}) as { readonly digest?: Json };
  return [{ ...place, ...(typeof digest === "string" ? { digest } : {}) }];
}

type Parts = Readonly<Record<string, Json>>;

const changedIn = (then: Parts, now: Parts): readonly string[] =>
  [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => {
    const [one, other] = [then[name], now[name]];
    return one === undefined || other === undefined
      ? one !== other
      : canonicalJson(one) !== canonicalJson(other);
  });

/** What is written otherwise is the reason; if nothing is, what it is given. */
function whyChanged(
  at: CompiledStep,
  changed: readonly string[],
  { was, before, after }: Compared & { readonly was: ReadyStep },
): string {
  const rewritten = changedIn(written(was.step), written(at.step)).filter((name) => changed.includes(name));
  if (rewritten.length > 0) return `${rewritten.join(", ")} changed`;
  const read = new Set((at.body?.references ?? []).flatMap(({ parameters }) => [...parameters]));
  const other = changedIn(before.parameters, after.parameters).filter((name) => read.has(name));
  if (other.length > 0) return `parameter${other.length === 1 ? "" : "s"} ${other.join(", ")} changed`;
  return `${changed.join(", ")} would be other ones in each run`;
}

const written = ({ run = {}, cache }: FlowStep): Parts =>
  ({ ...run, ...(cache?.key === undefined ? {} : { key: cache.key }) }) as unknown as Parts;
