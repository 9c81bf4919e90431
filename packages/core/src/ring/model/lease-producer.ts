import {
  type AddStep,
  CAPACITY,
  type Change,
  type Leased,
  type LeaseOptions,
  notify,
  slotAt,
  UNIT,
} from './lease-state.ts'

/** `ring/producer.ts`: room, bytes, store WRITE, load PARKED, wake. */
export function producerSteps(from: Leased, { records, flaw }: LeaseOptions, step: AddStep): void {
  const { producer } = from
  const add = (name: string, change: Change): void => step('producer', name, change)
  switch (producer.pc) {
    case 'idle':
      if (producer.logged === records) return
      if (CAPACITY - ((producer.position - producer.readSeen) >>> 0) >= UNIT)
        add('logs', (s) => (s.producer.pc = 'fill'))
      else if (producer.readSeen !== from.read) add('sees room', (s) => (s.producer.readSeen = s.read))
      return
    case 'fill':
      add('fill', (s) => {
        const { position } = s.producer
        if ((position - s.read) >>> 0 >= CAPACITY) s.wrong = 'a record is written over one that is not read'
        s.slots[slotAt(position)] = ++s.producer.logged
        s.producer.pc = 'publish'
      })
      return
    case 'publish':
      add('publish', (s) => {
        s.producer.position = (s.producer.position + UNIT) | 0
        s.write = s.producer.position
        s.producer.pc = 'look'
      })
      return
    case 'look':
      add('look', (s) => {
        s.producer.seen = s.parked
        s.producer.pc = s.parked === 0 ? 'idle' : 'wake'
      })
      return
    case 'wake':
      add('wake', (s) => {
        if (s.parked === s.producer.seen) s.parked = 0
        s.producer.pc = 'notify'
      })
      return
    default:
      add('notify', (s) => {
        notify(s, flaw)
        s.producer.pc = 'idle'
      })
  }
}
