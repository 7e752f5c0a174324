/**
 * Kubernetes' `$(NAME)` in commands, arguments and values: replaced when the variable is known, left as it is when not;
 * `$$(NAME)` is a literal `$(NAME)`.
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)/g, (found, name: string | undefined) => {
    if (name === undefined) return "$";
    return Object.hasOwn(variables, name) ? (variables[name] ?? found) : found;
  });
}
