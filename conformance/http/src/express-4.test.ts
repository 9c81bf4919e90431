import { matrix } from './matrix.ts'

matrix('Express 4')
