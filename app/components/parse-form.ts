import { parseWithZod } from '@conform-to/zod/v4';
import { config } from 'zod';

// zod builds faster checks with `eval`, if it may. Our pages forbid that, and asking already breaks their rule.
// It asks when a schema is made, so those of core/orders/forms.ts are made when they are needed and not before this.
if (typeof document !== 'undefined') config({ jitless: true });

export const parseForm = parseWithZod;
