import { SlipwayError } from "@slipway/model";

/** What an archive holds that no backup does, or lacks that each has. */
export function badBackup(archive: string, what: string, cause?: unknown): SlipwayError {
  return new SlipwayError("SLIP-STATE-012", `${archive} ${what}`, { cause });
}
