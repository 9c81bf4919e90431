import type { Program, Task } from '../task.ts'
import { openAfterIdle } from './after-idle.ts'
import { openApplication } from './application.ts'
import { openCallCost } from './call-cost.ts'
import { openExit } from './exit.ts'
import { openIdleCpu } from './idle-cpu.ts'
import { openBurst, openLag } from './lag.ts'
import { openMemory } from './memory.ts'
import { openPaced } from './paced.ts'
import { openStartUp } from './start-up.ts'
import { openSustained } from './sustained.ts'

const programs = {
  'call-cost': openCallCost,
  paced: openPaced,
  'after-idle': openAfterIdle,
  lag: openLag,
  burst: openBurst,
  sustained: openSustained,
  application: openApplication,
  memory: openMemory,
  'idle-cpu': openIdleCpu,
  'start-up': openStartUp,
  exit: openExit,
} satisfies Record<Task['program'], (task: Task) => Promise<Program>>

export function openProgram(task: Task): Promise<Program> {
  return programs[task.program](task)
}
