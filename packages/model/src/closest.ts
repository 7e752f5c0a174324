/** Shorter beginnings begin too much. */
const LEAST_BEGINNING = 3;

/**
 * The candidate that was probably meant: at most two typing errors away, and a third of the word, or the only one that begins with the
 * word, as does a name that a time was put behind.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3) + 1);
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = edits(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best ?? onlyOneBeginningWith(word, candidates);
}

function onlyOneBeginningWith(word: string, candidates: readonly string[]): string | undefined {
  const [only, ...others] = candidates.filter((candidate) => candidate.startsWith(word));
  return word.length >= LEAST_BEGINNING && others.length === 0 ? only : undefined;
}

/** Levenshtein distance, a swap of neighbours counting once. */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
