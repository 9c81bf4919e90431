import { describe } from 'vitest'
import { chaos } from './chaos.ts'
import { connections } from './connections.ts'
import { requestContext } from './context.ts'
import { frameworks } from './frameworks.ts'
import { hostileInput } from './hostile.ts'
import { outcomes } from './outcomes.ts'
import { shutdown } from './shutdown.ts'
import { spans } from './spans.ts'
import { undisturbed } from './undisturbed.ts'

/** Everything, for the frameworks of this name: a test file each, which run side by side. */
export function matrix(name: string): void {
  const some = frameworks.filter((framework) => framework.name.startsWith(name))
  if (some.length === 0) throw new Error(`no framework ${name}`)
  describe.each(some)('$name', (framework) => {
    outcomes(framework)
    hostileInput(framework)
    connections(framework)
    requestContext(framework)
    spans(framework)
    undisturbed(framework)
    chaos(framework)
    shutdown(framework)
  })
}
