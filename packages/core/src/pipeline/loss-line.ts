import { randomUUID } from 'node:crypto'
import { LOSS_LOGGER, LOSS_MESSAGE, type Loss, lossFields } from '../ring/loss.ts'
import type { LineOptions } from './format/line-formatter.ts'
import type { SinkLossReason } from './sink-losses.ts'

/** The loss record of one sink, as a line: it never was in the ring. */
export function lossLine(
  sink: string,
  reason: SinkLossReason,
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
    data: lossFields(reason, loss, sink, levelName),
  }
  return `${JSON.stringify(options.schemaVersion ? { schema_version: '1.1', log: event } : event)}\n`
}
