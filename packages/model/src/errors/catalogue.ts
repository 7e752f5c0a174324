import { api } from "./catalogue/api.ts";
import type { CatalogueEntry } from "./entry.ts";

export type { CatalogueEntry, StatusReason } from "./entry.ts";

/** Every error Slipway can name, one file an area. */
const entries = { ...api } as const;

export type ErrorCode = keyof typeof entries;
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
