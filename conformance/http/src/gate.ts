/** What holds the requests of `GET /gate` until it is opened. */
let open: () => void = () => undefined
export const opened = new Promise<void>((resolve) => (open = resolve))
export const openGate = (): void => open()
