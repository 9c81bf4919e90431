import { explain, type Explanation } from '../config/explain.ts'
import { resolveHere } from './pipelines.ts'
import { state } from './shared-state.ts'

/** Every value of the configuration in force (or of what would be, before the first record) and where it came from. */
export function explainConfig(): readonly Explanation[] {
  return explain(state.configured?.resolution ?? resolveHere({}))
}
