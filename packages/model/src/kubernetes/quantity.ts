const SUFFIXES: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A sign, digits, and either an exponent or a suffix: "1E" has the suffix for 10¹⁸, "1E3" an exponent. */
const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d+)|([a-zA-Z]*))$/;

/** A Kubernetes quantity ("500m", "1.5Gi", "1e3") as a number; undefined for what is none. */
export function quantity(text: string | number): number | undefined {
  const match = QUANTITY.exec(String(text).trim());
  const [, number, exponent, suffix = ""] = match ?? [];
  const factor = Object.hasOwn(SUFFIXES, suffix) ? SUFFIXES[suffix] : undefined;
  if (number === undefined || factor === undefined) return undefined;
  return exponent === undefined ? Number(number) * factor : Number(`${number}e${exponent}`);
}
