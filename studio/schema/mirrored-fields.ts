import { type ArrayDefinition, defineField } from 'sanity';
import { AmountInWords, InstantInWords, inWords } from '../inputs/in-words.tsx';
import { describeState, stateOptions } from '../rules/order-words.ts';

/** Fields of what Foyer writes: in words, and only those that say something. */
export const isMissing = ({ value }: { value?: unknown }) => value === undefined;
export const text = (name: string, title: string) => defineField({ name, title, type: 'string', hidden: isMissing });
/** For lists and what is asked of them; people know it by its name. */
export const id = (name: string) => defineField({ name, type: 'string', hidden: true });
export const word = (name: string, title: string, describe: (value: unknown) => string) => ({
  ...text(name, title),
  components: { input: inWords(describe) },
});
/** Nothing is added to what Foyer writes, nor moved in it: Studio would show a button and a handle all the same, and disable them. */
const written = { disableActions: ['add' as const], sortable: false };
export const list = (name: string, title: string, of: ArrayDefinition['of']) =>
  defineField({ name, title, type: 'array', hidden: isMissing, options: written, of });
export const amount = (name: string, title: string) =>
  defineField({ name, title, type: 'number', hidden: isMissing, components: { input: AmountInWords } });
export const instant = (name: string, title: string) =>
  defineField({ name, title, type: 'datetime', hidden: isMissing, components: { input: InstantInWords } });
export const state = defineField({
  name: 'state',
  type: 'string',
  options: { list: stateOptions },
  components: { input: inWords(describeState) },
});
