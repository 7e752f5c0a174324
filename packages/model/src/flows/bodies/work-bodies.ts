/** Bodies of steps that do something outside, by their members of a step. */
export const WORK_BODIES = ["run", "resource", "flow", "wait", "approve", "notify"] as const;

export type WorkBody = (typeof WORK_BODIES)[number];
