import { matrix } from './matrix.ts'

matrix('Express 5')
