import type { Call, Members } from "../call.ts";

/** One operation of an AWS API: its checked input in, its answer out. What it throws is told in AWS's form. */
export type Operation = (input: Members, call: Call) => Promise<Members> | Promise<void>;

/** Operations by their names. */
export type Operations = Readonly<Record<string, Operation>>;
