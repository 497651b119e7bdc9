/** The intents of the order page's forms. */
export const intents = {
  confirm: 'confirm',
  /** The hold ran out under the form: the same seats again, and confirm with what was typed. */
  confirmAgain: 'confirm-again',
  holdAgain: 'hold-again',
  extend: 'extend',
  release: 'release',
  payByTransfer: 'pay-by-transfer',
  callOff: 'call-off',
} as const;
