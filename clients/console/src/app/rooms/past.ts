/** Pages of a stream's history, the newest message first. */
import type { History, HistoryQuery, StoredMessage } from "../api/types.js";

/** Messages of a page. */
export const PAGE = 50;

/**
 * The page below an offset. The server goes back from the newest message alone, so older pages are read upwards; where
 * messages are so long that it gives fewer than were asked for, it is asked on.
 *
 * @param top no message of the page has this offset or a higher one; undefined for the newest
 */
export async function pageBelow(top: number | undefined, ask: (query: HistoryQuery) => Promise<History>): Promise<History> {
  if (top === undefined) {
    return ask({ reverse: true, limit: PAGE });
  }
  const messages: StoredMessage[] = [];
  for (let since = Math.max(0, top - 1 - PAGE); ; ) {
    const history = await ask({ since, limit: Math.max(1, top - 1 - since) });
    const older = history.messages.filter(({ offset }) => offset < top);
    messages.unshift(...older.reverse());
    since = messages[0]?.offset ?? top;
    if (older.length === 0 || since >= top - 1) {
      return { ...history, messages };
    }
  }
}
