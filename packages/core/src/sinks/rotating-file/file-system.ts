import fs from 'node:fs'

/** The system calls of this sink, replaceable so that tests can let any one of them fail. All of them synchronous. */
export type FileSystem = Pick<
  typeof fs,
  | 'chmodSync'
  | 'closeSync'
  | 'fchmodSync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'futimesSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readlinkSync'
  | 'readSync'
  | 'realpathSync'
  | 'renameSync'
  | 'symlinkSync'
  | 'unlinkSync'
  | 'writeSync'
>

export const systemFiles: FileSystem = fs
