import type { LookupAddress } from 'node:dns'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

/** `dns.promises`. */
export interface NameServers {
  resolve4(name: string): Promise<string[]>
  resolve6(name: string): Promise<string[]>
}

/** What the answer for the other family gets, once there is one: some name servers never answer for IPv6. */
const GRACE_MS = 100
/** The names of this machine are not for name servers, whether the file of hosts has them or not (RFC 6761). */
const LOCALHOST = /(^|\.)localhost\.?$/i
const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const HOSTS = process.platform === 'win32' ? 'C:/Windows/System32/drivers/etc/hosts' : '/etc/hosts'

/**
 * The addresses of a host, found without a thread of the libuv pool: in the file of hosts, then by asking the name
 * servers. None, where both know nothing. `family` 0: both. Never rejects.
 */
export async function resolveOffPool(
  nameServers: NameServers,
  host: string,
  family: number,
): Promise<LookupAddress[]> {
  const listed = addressesIn(linesOf(HOSTS), host, family)
  if (listed.length > 0) return listed
  if (LOCALHOST.test(host)) return LOOPBACK.filter((here) => family === 0 || here.family === family)
  for (const name of fullNamesOf(host)) {
    const found = await ask(nameServers, name, family)
    if (found.length > 0) return found
  }
  return []
}

/** The words of each line; none where there is no such file. */
function linesOf(path: string): string[][] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  } catch {
    return []
  }
}

function addressesIn(lines: readonly string[][], host: string, family: number): LookupAddress[] {
  const name = host.toLowerCase()
  return lines
    .filter(([, ...names]) => names.some((listed) => listed.toLowerCase() === name))
    .map(([address = '']) => ({ address, family: isIP(address) }))
    .filter((found) => found.family !== 0 && (family === 0 || found.family === family))
}

/** Short names are those of a neighbour, as in a cluster: the machine says in which domains to look. */
function fullNamesOf(host: string): string[] {
  if (host.endsWith('.')) return [host]
  const domains = linesOf('/etc/resolv.conf').findLast(([key]) => key === 'search' || key === 'domain') ?? []
  const near = domains.slice(1).map((domain) => `${host}.${domain}`)
  return host.includes('.') ? [host, ...near] : [...near, host]
}

async function ask(nameServers: NameServers, name: string, family: number): Promise<LookupAddress[]> {
  const found: LookupAddress[] = []
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    const answers = ([4, 6] as const).map(async (of) => {
      if (family !== 0 && family !== of) return
      const addresses = await nameServers[`resolve${of}`](name).catch(() => [])
      found.push(...addresses.map((address) => ({ address, family: of })))
      if (addresses.length > 0) timer ??= setTimeout(resolve, GRACE_MS)
    })
    void Promise.all(answers).then(() => resolve())
  })
  clearTimeout(timer)
  return found.toSorted((a, b) => a.family - b.family)
}
