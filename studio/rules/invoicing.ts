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

type GivenBank =
  | { isOffered?: unknown; accountHolder?: unknown; account?: unknown; daysToPay?: unknown; daysOfGrace?: unknown }
  | undefined;

/** The site offers no transfer where anything of this is missing. */
export function findMissingBank(bank: GivenBank, seller: unknown): string | null {
  if (bank?.isOffered !== true) return null;
  if (isBlank(bank.accountHolder)) return 'Say whose account it is, or do not offer it.';
  if (isBlank(bank.account)) return 'Transfers need an account to go to.';
  if (typeof bank.daysToPay !== 'number') return 'Say how many days there are to pay.';
  if (typeof bank.daysOfGrace !== 'number') return 'Say how many days after the reminder the seats go back.';
  const whole = seller as Given;
  if (isBlank(whole?.legalName) || isBlank(whole?.address) || isBlank(whole?.invoicePrefix))
    return 'The invoice goes with it, so fill in who sells the tickets first.';
  return null;
}

/** What begins like an IBAN has to be one: its two digits tell of a slip anywhere in it. Other countries' numbers are as they are. */
export function findAccountProblem(account: unknown): string | null {
  if (isBlank(account)) return null;
  const plain = String(account).replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}/.test(plain)) return plain.length < 4 ? 'This is too short for an account number.' : null;
  const isIban = /^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(plain) && remainderOf(plain) === 1;
  return isIban ? null : 'This is no IBAN: a letter or digit is missing, or wrong. Copy it once more.';
}

/** ISO 7064: the first four to the end, letters as numbers from 10, the whole by 97. */
function remainderOf(iban: string): number {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder;
}
