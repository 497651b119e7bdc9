/** A hundred orders of one or two attendees. */
const maxDocuments = 300;
/** A quarter of what Sanity takes in one request. */
const maxBytes = 1_000_000;

/** Orders in their order, as many to a request as may be. An order is never torn apart, so it alone may be more. */
export function splitIntoRequests<T extends { documents: object[] }>(orders: T[]): T[][] {
  const requests: T[][] = [];
  let documents = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (const order of orders) {
    const ownBytes = Buffer.byteLength(JSON.stringify(order.documents));
    if (documents + order.documents.length > maxDocuments || bytes + ownBytes > maxBytes) {
      requests.push([]);
      documents = 0;
      bytes = 0;
    }
    requests.at(-1)?.push(order);
    documents += order.documents.length;
    bytes += ownBytes;
  }
  return requests;
}
