import type { Request } from 'express';

/** Links lead back to where the caller found this PayPal; only known names get here. */
export const originOf = (request: Request) => `${request.protocol}://${request.get('host')}`;

/** Where buyers approve, which in a network of containers is not where the site asks. */
export const approvalOriginOf = (request: Request): string => request.app.get('approval origin') ?? originOf(request);
