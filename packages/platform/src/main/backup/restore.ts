import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { defined, isSlipwayError, SlipwayError } from "@slipway/model";
import { checkFolder } from "#artifacts/folder/check-folder.ts";
import type { HomeControl, RestoredHome } from "#cli/context.ts";
import { openFile } from "#embedded/storage/open-file.ts";
import { LedgerDatabase } from "#ledger/sqlite/ledger-database.ts";
import { ledgerError } from "#ledger/sqlite/ledger-error.ts";
import { readIfThere } from "#lib/read-if-there.ts";
import { identityFromPem, isAuthority } from "#lib/tls/identity.ts";
import { readCredentials } from "../state/credentials.ts";
import { type Layout, layout } from "../state/layout.ts";
import { readStateFile } from "../state/state-file.ts";
import { takeLock } from "../state/take-lock.ts";
import { unusable } from "../state/unusable.ts";
import type { ArchiveContent } from "./archive-content.ts";
import { requiredFiles } from "./archive-format.ts";
import { badBackup } from "./bad-backup.ts";
import { ASIDE_PREFIX, draftOf, exchange, finishExchange, stateEntries } from "./exchange.ts";
import { runningPrograms } from "./running-programs.ts";
import { type UnpackOptions, unpack } from "./unpack.ts";

type RestoreOptions = Parameters<HomeControl["restore"]>[2];

/**
 * Makes a state folder of a backup. Everything is unpacked, compared and opened beside the state first; then it takes its place,
 * all of it or nothing, whenever this is killed; until then the signal ends it. Starts nothing.
 */
export async function restore(at: Layout, archive: string, options: RestoreOptions): Promise<RestoredHome> {
  const of = sizeOf(archive);
  const lock = takeLock(at);
  try {
    finishExchange(at);
    await checkFree(at, options.replace);
    const draft = layout(draftOf(at));
    rmSync(at.temporary, { recursive: true, force: true });
    mkdirSync(draft.root, { recursive: true, mode: 0o700 });
    const unpacked = await unpacking(archive, draft, {
      progress: (bytes) => options.progress({ bytes, of }),
      ...defined({ signal: options.signal }),
    });
    await check(archive, draft);
    options.signal?.throwIfAborted();
    const before = stateEntries(at).length > 0;
    const aside = `${ASIDE_PREFIX}${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
    exchange(at, aside);
    return {
      files: unpacked.digests.size,
      bytes: unpacked.bytes,
      ...(unpacked.header === undefined
        ? {}
        : { createdAt: unpacked.header.createdAt, version: unpacked.header.version }),
      ...(before ? { aside: join(at.root, aside) } : {}),
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unusable(at.root, error);
  } finally {
    if (!existsSync(join(at.root, "restore.json"))) rmSync(at.temporary, { recursive: true, force: true });
    lock.close();
  }
}

function sizeOf(archive: string): number {
  const found = statSync(archive, { throwIfNoEntry: false });
  if (found?.isFile() === true) return found.size;
  throw badBackup(archive, found === undefined ? "is not there" : "is no file");
}

async function checkFree(at: Layout, replace: boolean): Promise<void> {
  const entries = stateEntries(at);
  if (!replace && entries.length > 0)
    throw new SlipwayError("SLIP-STATE-013", `${at.root} holds ${entries.slice(0, 5).join(", ")}`);
  const pids = await runningPrograms(join(at.root, "pods"));
  if (pids.length === 0) return;
  throw new SlipwayError(
    "SLIP-STATE-001",
    `programs that the Slipway of ${at.root} started still run (process ${pids.join(", ")}): start it and end them with \`slipway down --all\`, or kill them`,
  );
}

/** What is wrong with the bytes is wrong with the archive; what the disk says stays what it is. */
async function unpacking(archive: string, draft: Layout, options: UnpackOptions): Promise<ArchiveContent> {
  try {
    return await unpack(archive, draft.root, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (isSlipwayError(error) || (syscall !== undefined && code?.startsWith("E") === true)) throw error;
    throw badBackup(archive, `is damaged, or no backup: ${message}`, error);
  }
}

/** Opens all of it as a start would, and brings it up to this version. */
async function check(archive: string, draft: Layout): Promise<void> {
  const missing = requiredFiles(draft).filter((path) => !existsSync(path));
  if (missing.length > 0)
    throw badBackup(archive, `lacks ${missing.map((path) => path.slice(draft.root.length + 1)).join(", ")}`);
  try {
    readStateFile(draft);
    readCredentials(draft.credentials);
    const authority = identityFromPem(readIfThere(join(draft.tls, "ca.pem")) ?? "");
    if (authority === undefined || !isAuthority(authority)) throw new Error("tls/ca.pem is damaged");
    openFile(draft.objects).close();
    openLedger(draft.ledger);
    await checkFolder(draft.artifacts);
  } catch (error) {
    const words = (error as Error).message
      .replaceAll(`${dirname(draft.objects)}/`, "db/")
      .replaceAll(`${draft.root}/`, "");
    throw badBackup(archive, `cannot be used: ${words}`);
  }
}

function openLedger(path: string): void {
  try {
    new LedgerDatabase(path).close();
  } catch (error) {
    throw ledgerError(error, path);
  }
}
