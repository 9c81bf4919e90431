import { type NameServers, resolveOffPool } from './resolve-off-pool.ts'

/** The system answers better (it knows more names, and which address is nearest): it gets this long for it. */
const SYSTEM_FIRST_MS = 250

/**
 * For the modules of this thread, whatever they connect with. `dns.lookup()` takes a thread of the libuv pool, which
 * jobs of the application can keep busy for longer than the end of the process may take: then a new connection to a
 * host name would never be made. Whoever answers first is believed.
 */
export function lookUpWithoutPool(): void {
  const dns = process.getBuiltinModule?.('node:dns')
  if (dns === undefined) return
  dns.lookup = new Proxy(dns.lookup, {
    apply(system, self, args: readonly unknown[]): unknown {
      const [host, options] = args
      const callback = args.at(-1)
      if (typeof host !== 'string' || typeof callback !== 'function') {
        return Reflect.apply(system, self, args)
      }
      let answered = false
      let timer: NodeJS.Timeout | undefined
      const answer = (...found: unknown[]): void => {
        if (answered) return
        answered = true
        clearTimeout(timer)
        Reflect.apply(callback, undefined, found)
      }
      const request: unknown = Reflect.apply(system, self, [...args.slice(0, -1), answer])
      const instead = (): void => void answerOffPool(dns.promises, host, options, answer)
      timer = setTimeout(instead, SYSTEM_FIRST_MS).unref()
      return request
    },
  })
}

/** Says nothing where it finds nothing: the system may know more. */
async function answerOffPool(
  nameServers: NameServers,
  host: string,
  options: unknown,
  answer: (...found: unknown[]) => void,
): Promise<void> {
  const { family, all } = readOptions(options)
  const found = await resolveOffPool(nameServers, host, family)
  const [first] = found
  if (first === undefined) return
  if (all) answer(null, found)
  else answer(null, first.address, first.family)
}

function readOptions(options: unknown): { readonly family: number; readonly all: boolean } {
  if (typeof options === 'number') return { family: options, all: false }
  const { family, all } = Object(options) as { readonly family?: unknown; readonly all?: unknown }
  const number = family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : Number(family ?? 0)
  return { family: number, all: all === true }
}
