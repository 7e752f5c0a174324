/** A value that steps give each other: what JSON can say. Whole numbers up to 2^53 are exact. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
