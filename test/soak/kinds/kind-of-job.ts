import type { Random } from "../random.ts";
import type { Soak } from "../soak.ts";

/** One way to use the home: makes a job, and holds it against what must be. */
export type KindOfJob = (soak: Soak, name: string, random: Random) => Promise<void>;
