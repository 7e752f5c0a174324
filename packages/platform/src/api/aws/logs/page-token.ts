import { invalidParameter } from "./logs-error.ts";

/** Where a page of a stream's events begins: with the line of that index, or right before it. */
export interface PagePlace {
  readonly direction: "forward" | "backward";
  readonly index: number;
}

const DIGITS = 56;
const TOKEN = /^([fb])\/(\d{1,56})(?:\/s)?$/;

/** A token of GetLogEvents in AWS's form; the same place gives the same token, by which clients see that they are at an end. */
export function pageToken({ direction, index }: PagePlace): string {
  return `${direction === "forward" ? "f" : "b"}/${String(index).padStart(DIGITS, "0")}/s`;
}

/** Throws InvalidParameterException for a token that is none of ours. */
export function pagePlace(token: string): PagePlace {
  const [, letter, digits = ""] = TOKEN.exec(token) ?? [];
  const index = Number(digits);
  if (letter === undefined || !Number.isSafeInteger(index))
    throw invalidParameter("The specified nextToken is invalid.");
  return { direction: letter === "f" ? "forward" : "backward", index };
}
