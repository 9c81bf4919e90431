import { describe, expect, it } from 'vitest'
import { detectPlatform } from './detection.ts'

const nowhere = (): boolean => false

describe('detectPlatform', () => {
  it.each<[Readonly<Record<string, string>>, string]>([
    [{}, 'local'],
    [{ AWS_LAMBDA_FUNCTION_NAME: 'f', KUBERNETES_SERVICE_HOST: 'h', CI: 'true' }, 'lambda'],
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', CI: 'true' }, 'kubernetes'],
    [{ POD_NAME: 'p' }, 'kubernetes'],
    [{ CI: 'true' }, 'ci'],
    [{ CI: '1' }, 'ci'],
    [{ GITHUB_ACTIONS: 'true' }, 'ci'],
    [{ JENKINS_URL: 'http://j' }, 'ci'],
    [{ GITLAB_CI: 'true' }, 'ci'],
    [{ CIRCLECI: 'true' }, 'ci'],
    [{ TRAVIS: 'true' }, 'ci'],
    [{ TEAMCITY_VERSION: '1' }, 'ci'],
    [{ CI: 'false' }, 'local'],
    [{ CI: '0' }, 'local'],
    [{ CI: ' ' }, 'local'],
    [{ VITEST: 'true', JEST_WORKER_ID: '1' }, 'local'],
  ])('%j is %s', (env, platform) => {
    expect(detectPlatform(env, nowhere)).toBe(platform)
  })

  it('knows Docker by its marker file, below Kubernetes and above CI', () => {
    const inDocker = (path: string): boolean => path === '/.dockerenv'
    expect(detectPlatform({}, inDocker)).toBe('docker')
    expect(detectPlatform({ CI: 'true' }, inDocker)).toBe('docker')
    expect(detectPlatform({ POD_NAME: 'p' }, inDocker)).toBe('kubernetes')
  })
})
