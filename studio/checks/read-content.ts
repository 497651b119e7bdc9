import type { SanityClient, ValidationContext } from 'sanity';

export const apiVersion = '2025-02-19';

/** Reads documents as the organizer sees them: a draft in place of what is published. */
export const createReader = (context: Pick<ValidationContext, 'getClient'>): SanityClient =>
  context.getClient({ apiVersion }).withConfig({ perspective: 'drafts' });
