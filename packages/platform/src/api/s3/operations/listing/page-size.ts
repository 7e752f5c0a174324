import { SlipwayError } from "@slipway/model";

/** How many entries a page may have; S3 cuts what is asked down to its own most. Throws SLIP-S3-017. */
export function pageSize(
  call: { query(name: string): string | undefined },
  { name, most }: { readonly name: string; readonly most: number },
): number {
  const text = call.query(name);
  if (text === undefined || text === "") return most;
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), most);
  throw new SlipwayError(
    "SLIP-S3-017",
    `${name} must be a whole number from 0, got ${JSON.stringify(text.slice(0, 40))}.`,
  );
}
