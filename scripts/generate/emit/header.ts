/** The first line of every generated file. */
export const HEADER = "// Made by `npm run generate` from AWS's service model; do not edit.\n";
