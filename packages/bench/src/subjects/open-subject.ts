import { openEmpty, openStack, openStringify } from './baselines.ts'
import { openFapilog } from './fapilog.ts'
import { openPino } from './pino.ts'
import type { Subject, SubjectName, SubjectOptions } from './subject.ts'

export async function openSubject(name: SubjectName, options: SubjectOptions): Promise<Subject> {
  switch (name) {
    case 'fapilog':
      return openFapilog(options)
    case 'pino':
      return openPino(options)
    case 'JSON.stringify':
      return openStringify()
    case 'error.stack':
      return openStack()
    case 'empty function':
      return openEmpty(options)
  }
}
