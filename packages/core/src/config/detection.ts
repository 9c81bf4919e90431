import { type Environment, readVariable } from './environment.ts'

export type Platform = 'lambda' | 'kubernetes' | 'docker' | 'ci' | 'local'

const ciVariables = [
  'CI',
  'GITHUB_ACTIONS',
  'JENKINS_URL',
  'GITLAB_CI',
  'CIRCLECI',
  'TRAVIS',
  'TEAMCITY_VERSION',
]

/** Where the process runs, by its environment variables and Docker's marker file. */
export const detectPlatform = (env: Environment, fileExists: (path: string) => boolean): Platform => {
  const isSet = (name: string): boolean => {
    const text = readVariable(env, name)?.toLowerCase()
    return text !== undefined && text !== 'false' && text !== '0'
  }
  if (isSet('AWS_LAMBDA_FUNCTION_NAME')) return 'lambda'
  if (isSet('KUBERNETES_SERVICE_HOST') || isSet('POD_NAME')) return 'kubernetes'
  if (fileExists('/.dockerenv')) return 'docker'
  return ciVariables.some(isSet) ? 'ci' : 'local'
}
