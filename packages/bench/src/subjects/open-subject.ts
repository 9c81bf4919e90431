import { openEmpty, openStack, openStringify } from './baselines.ts'
import { openBunyan } from './bunyan.ts'
import { openFapilog } from './fapilog.ts'
import { openLogTape } from './logtape.ts'
import { openPino } from './pino.ts'
import type { Subject, SubjectName, SubjectOptions } from './subject.ts'
import { openTslog } from './tslog.ts'
import { openWinston } from './winston.ts'

type Open = (options: SubjectOptions) => Subject | Promise<Subject>

const openers = {
  fapilog: (options) => openFapilog('sync', options),
  'fapilog async': (options) => openFapilog('async', options),
  pino: (options) => openPino('pino', options),
  'pino async': (options) => openPino('pino async', options),
  'pino.transport': (options) => openPino('pino.transport', options),
  'pino stdout': (options) => openPino('pino stdout', options),
  winston: (options) => openWinston('stream', options),
  'winston stdout': (options) => openWinston('console', options),
  LogTape: openLogTape,
  tslog: openTslog,
  bunyan: (options) => openBunyan('stream', options),
  'bunyan stdout': (options) => openBunyan('console', options),
  'JSON.stringify': openStringify,
  'empty function': openEmpty,
  'error.stack': openStack,
} satisfies Record<SubjectName, Open>

export async function openSubject(name: SubjectName, options: SubjectOptions): Promise<Subject> {
  return (openers satisfies Record<SubjectName, Open>)[name](options)
}
