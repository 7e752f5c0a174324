const BOOLEAN = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;
const OCTAL = /^[-+]?0[0-7]+$/;
const BINARY = /^[-+]?0b[01]+$/;
const NUMBER =
  /^[-+]?(?:0x[\da-fA-F]+|0b[01]+|0o[0-7]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)$/;
/** Longer ones are no numbers that anybody means. */
const LONGEST = 64;

/**
 * Whether a scalar that is not in quotes is another value for those who read YAML 1.1, such as kubectl (sigs.k8s.io/yaml 1.6): words for true
 * and false, octal and binary numbers, and numbers with underscores.
 */
export function readsOtherwise(source: string): boolean {
  if (source.length > LONGEST) return false;
  if (OCTAL.test(source)) return Number.parseInt(source, 8) !== Number(source);
  const isWithUnderscores = /^[-+.\d]/.test(source) && source.includes("_");
  return (
    BOOLEAN.test(source) ||
    BINARY.test(source) ||
    (isWithUnderscores && NUMBER.test(source.replaceAll("_", "")))
  );
}
