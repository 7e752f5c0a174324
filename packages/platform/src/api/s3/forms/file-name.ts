/** Puts the name of the form's file where the key, or what the policy says of it, leaves room for it. */
export const withFileName = (text: string, name: string): string =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: so S3 writes it.
  text.replaceAll("${filename}", () => name);
