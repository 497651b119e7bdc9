/** Issues that this PayPal can raise, by itself or when told to; words as in PayPal's OpenAPI specification. */
export const issues: Record<string, { status: number; description: string }> = {
  INVALID_PARAMETER_SYNTAX: {
    status: 400,
    description: 'The value of a field does not conform to the expected format.',
  },
  INVALID_PARAMETER_VALUE: { status: 400, description: 'A parameter value is not valid.' },
  INVALID_STRING_LENGTH: { status: 400, description: 'The value of a field is either too short or too long' },
  MISSING_REQUIRED_PARAMETER: { status: 400, description: 'A required parameter is missing.' },
  MALFORMED_REQUEST_JSON: { status: 400, description: 'The request JSON is not well formed.' },
  NOT_SUPPORTED: { status: 400, description: 'This field is not currently supported.' },
  PAYPAL_REQUEST_ID_REQUIRED: {
    status: 400,
    description:
      "A PayPal-Request-Id is required if you are trying to process payment for an Order. Please specify a PayPal-Request-Id or Create the Order without a 'payment_source' specified.",
  },
  INVALID_ACCOUNT_STATUS: { status: 401, description: 'Account validations failed for the user.' },
  PERMISSION_DENIED: {
    status: 403,
    description: 'You do not have permission to access or perform operations on this resource.',
  },
  INVALID_RESOURCE_ID: {
    status: 404,
    description: 'Specified resource ID does not exist. Please check the resource ID and try again.',
  },
  PREVIOUS_REQUEST_IN_PROGRESS: {
    status: 409,
    description:
      'A previous request on this resource is currently in progress. Please wait for sometime and try again. It is best to space out the initial and the subsequent request(s) to avoid receiving this error.',
  },
  CANNOT_BE_ZERO_OR_NEGATIVE: {
    status: 422,
    description:
      'Must be greater than zero. If the currency supports decimals, only two decimal place precision is supported.',
  },
  DECIMAL_PRECISION: {
    status: 422,
    description: 'If the currency supports decimals, only two decimal place precision is supported.',
  },
  INVALID_CURRENCY_CODE: {
    status: 422,
    description:
      'Currency code is invalid or is not currently supported. Please refer https://developer.paypal.com/api/rest/reference/currency-codes/ for list of supported currency codes.',
  },
  UNSUPPORTED_INTENT: {
    status: 422,
    description: '`intent=AUTHORIZE` is not supported for multiple purchase units. Only `intent=CAPTURE` is supported.',
  },
  PAYEE_ACCOUNT_RESTRICTED: { status: 422, description: 'The merchant account is restricted.' },
  COMPLIANCE_VIOLATION: { status: 422, description: 'Transaction is declined due to compliance violation.' },
  DUPLICATE_INVOICE_ID: {
    status: 422,
    description:
      'Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that Invoice Id be unique for each transaction.',
  },
  INSTRUMENT_DECLINED: {
    status: 422,
    description:
      "The instrument presented  was either declined by the processor or bank, or it can't be used for this payment.",
  },
  ORDER_NOT_APPROVED: {
    status: 422,
    description:
      "Payer has not yet approved the Order for payment. Please redirect the payer to the 'rel':'approve' url returned as part of the HATEOAS links within the Create Order call or provide a valid `payment_source` in the request.",
  },
  ORDER_ALREADY_CAPTURED: {
    status: 422,
    description: "Order already captured.If 'intent=CAPTURE' only one capture per order is allowed.",
  },
  ORDER_COMPLETION_IN_PROGRESS: {
    status: 422,
    description:
      'The order was created with processing_instruction of ORDER_COMPLETE_ON_PAYMENT_APPROVAL. The customer has approved the payment and PayPal is still in the process of capturing the order on your behalf as instructed. Please try your request again.',
  },
  PAYER_ACTION_REQUIRED: {
    status: 422,
    description: 'Transaction cannot complete successfully, instruct the buyer to return to PayPal.',
  },
  PAYER_ACCOUNT_RESTRICTED: { status: 422, description: 'PAYER_ACCOUNT_RESTRICTED' },
  PAYER_CANNOT_PAY: {
    status: 422,
    description:
      'Payer cannot pay for this transaction. Please contact the payer to find other ways to pay for this transaction.',
  },
  TRANSACTION_REFUSED: { status: 422, description: 'The request was refused.' },
  // Not in the specification of orders and payments; PayPal's v3 vault answers so, and its v1 APIs by another name.
  PAYPAL_REQUEST_ID_PREVIOUSLY_USED: {
    status: 422,
    description: 'The PayPal-Request-ID has already been used for another request.',
  },
  CURRENCY_MISMATCH: { status: 422, description: 'The currency of the refund is not the currency of the capture.' },
  CAPTURE_FULLY_REFUNDED: { status: 422, description: 'The capture has already been fully refunded' },
  REFUND_NOT_ALLOWED: { status: 422, description: 'Capture cannot be refunded.' },
  REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK: {
    status: 422,
    description:
      'Refunds are not allowed on this capture due to a chargeback on the card or bank. Please contact the payee to resolve the chargeback.',
  },
  REFUND_AMOUNT_EXCEEDED: {
    status: 422,
    description: 'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
  },
  REFUND_FAILED_INSUFFICIENT_FUNDS: {
    status: 422,
    description:
      'Capture could not be refunded due to insufficient funds. Please check to see if you have sufficient funds in your PayPal account or if the bank account linked to your PayPal account is verified and has sufficient funds.',
  },
  PENDING_CAPTURE: {
    status: 422,
    description:
      'Cannot initiate a refund as the capture is pending. Capture is typically pending when the payer has funded the transaction using e-check/bank funded.',
  },
  TRANSACTION_DISPUTED: {
    status: 422,
    description:
      'Partial refunds cannot be offered at this time because there is an open case on this transaction. Visit the PayPal Resolution Center to review this case.',
  },
  RATE_LIMIT_REACHED: { status: 429, description: 'Too many requests. Blocked due to rate limiting.' },
  INTERNAL_SERVER_ERROR: { status: 500, description: 'An internal server error occurred.' },
  SERVICE_UNAVAILABLE: { status: 503, description: 'Service Unavailable.' },
};
