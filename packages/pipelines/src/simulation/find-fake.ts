import type { Blueprint } from "./blueprint.ts";
import type { Fake, Fakes } from "./fake.ts";
import type { Role } from "./roles/role.ts";

const withoutItems = (path: string): string => path.replaceAll(/\[\d+\]/g, "");

/** Who plays a step, and with what. */
export interface Cast {
  readonly role: Role;
  /** Absent where the role needs none. */
  readonly fake: Fake | undefined;
}

/** The nearest fake: by the path with its items, without them, by the step's name, by its component's. Throws where there is none and has to be one. */
export function findFake(path: string, fakes: Fakes, { steps }: Blueprint): Cast {
  const role = steps.get(withoutItems(path));
  if (role === undefined) throw new Error(`${path} is no step of the pipeline`);
  const { name, what } = role;
  const own = withoutItems(path).split(".").at(-1) ?? path;
  const found = [path, withoutItems(path), own, name].find((key) => Object.hasOwn(fakes, key));
  const fake = found === undefined ? undefined : fakes[found];
  if (fake === undefined && role.alone === undefined)
    throw new TypeError(
      `${what} has no fake, and its step ${path} is to run: give the test fakes: { ${JSON.stringify(name)}: ... }.`,
    );
  return { role, fake };
}

/** Throws for a fake of a path that there is none of. One by a name alone may be there for other pipelines. */
export function checkFakes(fakes: Fakes, { steps }: Blueprint): void {
  const unknown = Object.keys(fakes).find((key) => /[.[]/.test(key) && !steps.has(withoutItems(key)));
  if (unknown === undefined) return;
  throw new TypeError(
    `There is a fake of ${unknown}, and no such step: the pipeline has ${[...steps.keys()].join(", ")}.`,
  );
}
