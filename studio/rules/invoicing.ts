type Given = { legalName?: unknown; address?: unknown; taxId?: unknown; invoicePrefix?: unknown } | undefined;

const isBlank = (text: unknown) => typeof text !== 'string' || text.trim() === '';

/** The site writes no invoices for a seller that is not whole. */
export function findMissingSeller(seller: Given): string | null {
  if (!seller || [seller.legalName, seller.address, seller.taxId, seller.invoicePrefix].every(isBlank)) return null;
  if (isBlank(seller.legalName)) return 'Invoices need the name of who sells. Until it is here, none are written.';
  if (isBlank(seller.address)) return 'Invoices need the address of who sells. Until it is here, none are written.';
  if (isBlank(seller.invoicePrefix))
    return 'Say how invoice numbers begin, like MA. Until it is here, no invoices are written.';
  return null;
}

export function findPrefixProblem(prefix: unknown): string | null {
  if (isBlank(prefix) || /^[A-Z0-9]{1,10}$/.test(String(prefix))) return null;
  return 'Use up to 10 capitals and digits, like MA: the year and the number follow by themselves.';
}
