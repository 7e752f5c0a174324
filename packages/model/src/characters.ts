/** How many characters (code points) a text has, without taking it apart. */
export function characters(text: string): number {
  let pairs = 0;
  for (let at = 1; at < text.length; at++) {
    if (
      isBetween(text.charCodeAt(at), 0xdc00, 0xdfff) &&
      isBetween(text.charCodeAt(at - 1), 0xd800, 0xdbff)
    ) {
      pairs += 1;
    }
  }
  return text.length - pairs;
}

const isBetween = (unit: number, first: number, last: number): boolean => unit >= first && unit <= last;
