/** What is typed to search with, as the server's patterns have it. */

/**
 * The pattern for a search: what has a * is one already, any other text may stand anywhere in a name.
 *
 * @returns undefined where everything is wanted
 */
export function patternOf(text: string): string | undefined {
  const sought = text.trim();
  if (sought === "") {
    return undefined;
  }
  return sought.includes("*") ? sought : `**${sought}**`;
}
