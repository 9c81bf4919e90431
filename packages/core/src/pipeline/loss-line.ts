import { randomUUID } from 'node:crypto'
import { LOSS_LOGGER, LOSS_MESSAGE, type Loss, lossFields } from '../ring/loss.ts'
import type { LineOptions } from './format/line-formatter.ts'

/** The reason under which a sink's own failures are announced. */
const SINK_FAILED = 'sink_failed'

/** The loss record of one sink, as a line: it never was in the ring. */
export function lossLine(
  sink: string,
  loss: Loss,
  options: LineOptions,
  levelName: (level: number) => string,
): string {
  const event = {
    timestamp: new Date().toISOString(),
    level: 'WARNING',
    message: LOSS_MESSAGE,
    logger: LOSS_LOGGER,
    context: { message_id: randomUUID(), correlation_id: null },
    diagnostics: options.diagnostics,
    data: lossFields(SINK_FAILED, loss, sink, levelName),
  }
  return `${JSON.stringify(options.schemaVersion ? { schema_version: '1.1', log: event } : event)}\n`
}
