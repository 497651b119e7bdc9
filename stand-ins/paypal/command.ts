import type { Request, Response } from 'express';
import { z } from 'zod';

/** A command of `/control`: answers 400 with what is wrong with its body. */
export const command =
  <T>(schema: z.ZodType<T>, run: (body: T, id: string) => unknown) =>
  async (request: Request, response: Response, next: (error: unknown) => void) => {
    const parsed = schema.safeParse(request.body ?? {});
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    try {
      response.json((await run(parsed.data, String(request.params.id))) ?? {});
    } catch (error) {
      next(error);
    }
  };
