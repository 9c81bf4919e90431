import {
  type AddStep,
  type Lease,
  type Leased,
  type LeaseOptions,
  notify,
  type Reader,
  recordAt,
  UNIT,
} from './lease-state.ts'

/** The main thread, or a successor, takes the ring from generation 1 and gives it to generation 2. Once, at any moment. */
export function takeOverSteps(from: Leased, { start, flaw }: LeaseOptions, step: AddStep): void {
  const { pc } = from.takeOver
  const add = (change: (s: Leased, old: Lease) => void): void => {
    step(pc === 'not begun' ? 'decision' : 'take-over', pc, (s) => change(s, s.leases[0] as Lease))
  }
  switch (pc) {
    case 'not begun':
      add((s, old) => {
        s.takeOver.found = old.state
        s.takeOver.claimEnd = old.claimEnd
        s.takeOver.pc = 'revoke'
      })
      return
    case 'look at the lease':
      add((s, old) => {
        s.takeOver.found = old.state
        s.takeOver.pc = 'revoke'
      })
      return
    case 'revoke': // CAS: what was found must still hold
      add((s, old) => {
        if (old.state !== s.takeOver.found && flaw !== 'revokes without compare and exchange') {
          s.takeOver.pc = 'look at the lease'
          return
        }
        old.state = 'revoked'
        s.takeOver.pc = 'read the position'
      })
      return
    case 'read the position':
      add((s) => {
        s.takeOver.readSeen = s.read
        s.takeOver.pc = 'read the claim'
      })
      return
    case 'read the claim':
      add((s, old) => {
        const { takeOver } = s
        const claimEnd = flaw === 'reads the claim before it revokes' ? takeOver.claimEnd : old.claimEnd
        const ahead = ((claimEnd - takeOver.readSeen) | 0) > 0
        const inDoubt =
          takeOver.found === 'writing' && ahead && flaw !== 'starts at the read position in any case'
        takeOver.from = inDoubt ? claimEnd : takeOver.readSeen
        for (let at = takeOver.readSeen; at !== takeOver.from; at = (at + UNIT) | 0)
          s.doubtful[recordAt(at, start) - 1] = true
        takeOver.pc =
          flaw === 'starts beyond what is in doubt without releasing it' ? 'start the successor' : 'release'
      })
      return
    case 'release': // CAS: generation 1 may have come first, to the same end
      add((s) => {
        if (s.read === s.takeOver.readSeen) s.read = s.takeOver.from
        s.takeOver.pc = 'start the successor'
      })
      return
    case 'start the successor':
      add((s) => {
        const successor = s.readers[1] as Reader
        successor.read = s.takeOver.from
        successor.pc = 'refresh'
        s.takeOver.pc = 'over'
        if (flaw !== 'wakes one sleeper only, perhaps the deposed one') notify(s, flaw)
      })
      return
    default:
  }
}
