const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
};
const LONGEST = 200;

/** The first sentence of botocore's HTML documentation as plain text, at most 200 characters. */
export function plainText(html: string | undefined): string | undefined {
  if (html === undefined) return undefined;
  const text = html
    .replace(/<(note|important|ul|ol|dl|pre)>.*$/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&([a-z#0-9]+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, " ")
    .replace(/ ([.,;:)])/g, "$1")
    .replace(/\( /g, "(")
    .trim();
  return text === "" ? undefined : clip(text.match(/^.*?[.!?](?= [A-Z]|$)/)?.[0] ?? text);
}

function clip(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, text.lastIndexOf(" ", LONGEST - 1)).replace(/[,;:]$/, "")}…`;
}
