import type { PipelineHandle } from '../lifecycle/pipeline-handle.ts'
import type { Producer } from '../ring/producer.ts'
import type { RoomWaiters } from '../ring/room-waiters.ts'
import { state } from './shared-state.ts'

/** What the async facade logs through. */
export type Waiters = Pick<RoomWaiters, 'log' | 'logArguments'>

/** For records logged by 'exit' listeners that run after the drain: each is written before the call returns. */
export function lateProducer(handle: PipelineHandle): Producer {
  const { producer } = handle
  const handedOff = (admitted: boolean): boolean => {
    if (admitted) state.exit.handOff(handle)
    return admitted
  }
  return {
    ...producer,
    log: (source, level, a, b, c) => handedOff(producer.log(source, level, a, b, c)),
    logArguments: (source, level, args, read) => handedOff(producer.logArguments(source, level, args, read)),
  }
}

/** The same for the async facade: nothing can be awaited any more, so the promises are settled ones. */
export function lateWaiters(producer: Producer): Waiters {
  return {
    log: (...call) => Promise.resolve(producer.log(...call)),
    logArguments: (...call) => Promise.resolve(producer.logArguments(...call)),
  }
}
