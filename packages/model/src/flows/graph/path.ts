/**
 * Names a step within its run, in all its repetitions: `prepare`, `fits[3]`, `fits[3].train`; those of `onExit` begin with `onExit.`. Names of
 * steps hold no dots and brackets.
 */
export type StepPath = string;

/** One part of a path: a step, and of which item. */
export interface PathPart {
  readonly name: string;
  readonly item?: number;
}

export const EXIT = "onExit";

export const pathOf = (around: StepPath, { name, item }: PathPart): StepPath =>
  `${around === "" ? "" : `${around}.`}${name}${item === undefined ? "" : `[${item}]`}`;

const PART = /^([^.[\]]+)(?:\[(\d{1,9})\])?$/;

/** Undefined where it is no path. */
export function partsOf(path: StepPath): readonly PathPart[] | undefined {
  const parts = path.split(".").map((text): PathPart | undefined => {
    const [, name, item] = PART.exec(text) ?? [];
    if (name === undefined) return undefined;
    return item === undefined ? { name } : { name, item: Number(item) };
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** What a step stands in: `fits[3]` of `fits[3].train`, `fits` of `fits[3]`; of a step of the run itself "". */
export function aroundOf(path: StepPath): StepPath {
  const end = Math.max(path.lastIndexOf("."), path.lastIndexOf("["));
  return end < 0 ? "" : path.slice(0, end);
}

/** Undefined of what is no item. */
export function itemOf(path: StepPath): number | undefined {
  const [, item] = /\[(\d{1,9})\]$/.exec(path) ?? [];
  return item === undefined ? undefined : Number(item);
}
