import { api } from "./catalogue/api.ts";
import { cli } from "./catalogue/cli.ts";
import { client } from "./catalogue/client.ts";
import { ledger } from "./catalogue/ledger.ts";
import { router } from "./catalogue/router.ts";
import { store } from "./catalogue/store.ts";
import { tls } from "./catalogue/tls.ts";
import type { CatalogueEntry } from "./entry.ts";

export type { CatalogueEntry, StatusReason } from "./entry.ts";

/** Every error Slipway can name, one file an area. */
const entries = { ...api, ...cli, ...client, ...ledger, ...router, ...store, ...tls } as const;

export type ErrorCode = keyof typeof entries;
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
