import type { Damage } from "./damages.ts";

/** `told`: one error with a code that names the file. `whole`: full service, with nothing lost. `either`: one of both. */
export type Expected = "told" | "whole" | "either";

interface Row {
  readonly files: RegExp;
  readonly expected: Readonly<Record<Damage, Expected>>;
}

const content = (expected: Expected) => ({
  truncated: expected,
  emptied: expected,
  garbage: expected,
  missing: expected,
});
/** What nobody may do to a file of the home's own. */
const RIGHTS = { folder: "told", link: "told", writable: "told", foreign: "told" } as const;
/** Cannot be made again: nobody but a backup knows what it held. */
const IRREPLACEABLE = { ...content("told"), ...RIGHTS };
/** Is made again, or says nothing that is not known from elsewhere. */
const MADE_AGAIN = { ...content("whole"), ...RIGHTS };
/** Is no part of the state: nothing is read from it, or only by what made it. */
const NO_STATE = {
  ...content("whole"),
  folder: "whole",
  link: "whole",
  writable: "whole",
  foreign: "whole",
} as const;

/** One row a kind of file of a state folder. A file that no row speaks of fails the test: say here what its damage does. */
export const ROWS: readonly Row[] = [
  { files: /^(state|credentials)\.json$/, expected: IRREPLACEABLE },
  { files: /^tls\/ca\.pem$/, expected: IRREPLACEABLE },
  // Of a small database every page may be in the log, and what the file holds does not count.
  {
    files: /^(db\/(objects|ledger)|artifacts\/index)\.sqlite$/,
    expected: { ...IRREPLACEABLE, truncated: "either", garbage: "either" },
  },
  {
    files: /^(db\/(objects|ledger)|artifacts\/index)\.sqlite-wal$/,
    expected: IRREPLACEABLE,
  },
  { files: /^db\/ledger\.sqlite-shm$/, expected: MADE_AGAIN },
  { files: /^(db\/(objects|ledger)|artifacts\/index)\.mark$/, expected: MADE_AGAIN },
  {
    files: /^artifacts\/files\/[0-9a-f]{32}$/,
    expected: { ...IRREPLACEABLE, writable: "whole", foreign: "either" },
  },
  { files: /^(kubeconfig|server\.json)$/, expected: MADE_AGAIN },
  { files: /^tls\/(ca\.crt|server\.pem)$/, expected: MADE_AGAIN },
  // It holds nothing; but what is there and is no database cannot be locked.
  { files: /^db\/lock\.sqlite$/, expected: { ...MADE_AGAIN, truncated: "either", garbage: "told" } },
  { files: /^db\/lock\.sqlite-wal$/, expected: { ...MADE_AGAIN, garbage: "either" } },
  { files: /^logs\//, expected: MADE_AGAIN },
  { files: /^artifacts\/reserve$/, expected: MADE_AGAIN },
  { files: /^(reserve$|pods\/|cache\/|trash\/|answers\/|launchers\/|archives\/)/, expected: NO_STATE },
  // For clients, who are given them anew by each `slipway env`.
  { files: /^kubeconfig\.clients\//, expected: NO_STATE },
];
