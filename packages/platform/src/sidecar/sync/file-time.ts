/** Under this name an object tells when its file was last changed, as rclone writes it: seconds since 1970. */
const NAME = "mtime";

export const fileTime = (nanoseconds: bigint): Readonly<Record<string, string>> => {
  const [seconds, rest] = [nanoseconds / 1_000_000_000n, nanoseconds % 1_000_000_000n];
  return { [NAME]: `${seconds}.${String(rest).padStart(9, "0")}` };
};

/** Milliseconds since 1970, with their parts; undefined where the object does not tell. */
export function fileTimeOf(metadata: Readonly<Record<string, string>>): number | undefined {
  const seconds = /^\d{1,12}(?:\.\d{1,9})?$/.test(metadata[NAME] ?? "") ? Number(metadata[NAME]) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
