import type { Program, Task } from '../task.ts'
import { openAfterIdle } from './after-idle.ts'
import { openCallCost } from './call-cost.ts'
import { openIdleCpu } from './idle-cpu.ts'
import { openLag } from './lag.ts'
import { openMemory } from './memory.ts'
import { openPaced } from './paced.ts'
import { openStartUp } from './start-up.ts'
import { openSustained } from './sustained.ts'

const programs = {
  'call-cost': openCallCost,
  paced: openPaced,
  'after-idle': openAfterIdle,
  lag: openLag,
  sustained: openSustained,
  memory: openMemory,
  'idle-cpu': openIdleCpu,
  'start-up': openStartUp,
} satisfies Record<Task['program'], (task: Task) => Promise<Program>>

export function openProgram(task: Task): Promise<Program> {
  return programs[task.program](task)
}
