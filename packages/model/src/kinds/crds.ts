import { KINDS } from "./all.ts";
import type { CustomResourceDefinition } from "./crd.ts";

/** The definitions of every kind of the table that ships. */
export const CRDS: readonly CustomResourceDefinition[] = KINDS.map(({ crd }) => crd);
