/** Every code a `FapilogError` can carry, with its one-line meaning. A code never changes its meaning. */
export const errorCodes = {
  FAPILOG_E_CONFIG: 'A setting has an unknown key or a value it cannot take.',
  FAPILOG_E_CONFIGURED_TWICE:
    'A second, different configuration was given to a pipeline that already has one.',
  FAPILOG_E_LEVEL:
    'A level is unknown, or was registered with a bad name or number, or with one that is taken.',
  FAPILOG_E_THREAD: 'The dedicated thread did not become ready.',
  FAPILOG_E_SINK: 'A sink could not be set up on the dedicated thread.',
  FAPILOG_E_ARGUMENT: 'A function of the set-up API was called with an argument it cannot take.',
} as const satisfies Readonly<Record<`FAPILOG_E_${string}`, string>>

export type ErrorCode = keyof typeof errorCodes
