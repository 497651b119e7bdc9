import { useCallback, useState } from 'react';
import { useClient } from 'sanity';
import { apiVersion } from '../checks/read-content.ts';

/** By script and not by a link: a link could not carry the token, and an error would be a page of JSON. */
export function useExport() {
  const { token } = useClient({ apiVersion }).config();
  const [exporting, setExporting] = useState<{ isBusy: boolean; problem: string | null }>({
    isBusy: false,
    problem: null,
  });
  const exportTickets = useCallback(async () => {
    setExporting({ isBusy: true, problem: null });
    try {
      const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
      const response = await fetch('/organizer/api/export.csv', { headers });
      if (!response.ok) {
        const said = await response.json().catch(() => null);
        throw new Error(said?.message ?? `The site answered ${response.status}.`);
      }
      const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'tickets.csv';
      const address = URL.createObjectURL(await response.blob());
      const link = Object.assign(document.createElement('a'), { href: address, download: name });
      link.click();
      // The browser has taken it by then.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      setExporting({ isBusy: false, problem: null });
    } catch (error) {
      setExporting({ isBusy: false, problem: `The tickets could not be exported. ${(error as Error).message}` });
    }
  }, [token]);
  return { exportTickets, exporting };
}
