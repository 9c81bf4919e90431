import { describe } from 'vitest'
import { frameworks } from './frameworks.ts'
import { outcomes } from './outcomes.ts'

describe.each(frameworks)('$name', (framework) => {
  outcomes(framework)
})
