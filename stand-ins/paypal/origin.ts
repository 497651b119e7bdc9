import type { Request } from 'express';

/** Links lead back to where the caller found this PayPal; only names of this machine get here. */
export const originOf = (request: Request) => `${request.protocol}://${request.get('host')}`;
