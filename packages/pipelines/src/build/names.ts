const LONGEST = 63;

/** `trainModel` and `train_model` are `train-model`: names of steps are DNS labels. Throws where nothing is left of it. */
export function dnsName(text: string): string {
  const name = text
    .slice(0, 4 * LONGEST)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^-|-$/g, "");
  if (name === "")
    throw new TypeError(
      `${JSON.stringify(text)} is no name: it needs a letter or a digit, e.g. train-model.`,
    );
  return name;
}

/** The same name for the second, the third and so on: `train-2`. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const end = `-${number}`;
  return name.slice(0, LONGEST - end.length).replace(/-$/, "") + end;
}

/** Names of parameters, inputs and outputs: they are members of expressions and parts of paths. */
const MEMBER = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;

export function checkMember(name: string, what: string): void {
  if (!MEMBER.test(name))
    throw new TypeError(
      `${what} is called ${JSON.stringify(name)}: expected a letter, then letters, digits, _ and -, 63 at most.`,
    );
}
