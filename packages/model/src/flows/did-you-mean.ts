import { closest } from "../closest.ts";

/** Of shorter ones everything is near. */
const SHORTEST = 3;
/** Longer words are no typing errors, and cost as much as they are long. */
const LONGEST = 100;
/** Of candidates so many are looked at. */
const MOST = 2_000;

/** `did you mean needs?`, where one of the candidates is near enough. */
export function didYouMean(word: unknown, candidates: readonly unknown[]): string | undefined {
  if (typeof word !== "string" || word.length < SHORTEST || word.length > LONGEST) return undefined;
  const texts = candidates.slice(0, MOST).filter((one) => typeof one === "string");
  const nearest = closest(word, texts);
  return nearest === undefined || nearest === word ? undefined : `did you mean ${nearest}?`;
}
