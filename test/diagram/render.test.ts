import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { renderAll } from '../../src/diagram/render.js'
import { sequenceDiagram } from '../../src/diagram/sequence.js'
import { loopingTrace, manyThreads, startUpMapping, startUpTrace } from './samples.js'

const race = {
  name: 'race',
  text: sequenceDiagram(startUpTrace(), startUpMapping(), {
    property: { kind: 'invariant', claim: 'nasty: <b> & "q"; #1 %% $$x$$ {y}' },
  }),
}
const looping = {
  name: 'loop',
  text: sequenceDiagram(loopingTrace(), startUpMapping()),
}
const crowd = { name: 'crowd', text: sequenceDiagram(manyThreads(), startUpMapping()) }

const silent = fileURLToPath(new URL('fixtures/silent-browser', import.meta.url))

/** The readable text of the picture. */
const texts = (svg: string) =>
  [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]*)(?=<)/g)].map(([, text = '']) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim(),
  )

describe('renderAll', () => {
  it('draws every diagram, the same each time, with the text of its steps', async () => {
    const [first, second, loop, many] = await renderAll([race, race, looping, crowd], { png: true })
    const shown = texts(first?.svg ?? '')
    expect(shown).toEqual(
      expect.arrayContaining(['8 Send', 'sendto(0) by W#01-rx0', 'reserve; 50% of 2']),
    )
    expect(shown).toContain('Claim: nasty: <b> & "q"; #1 %% $$x$$ {y}')
    expect(first?.svg).toMatch(
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/,
    )
    expect(first?.svg).toContain('background-color: white')
    expect(first?.svg).not.toMatch(/<br>|&nbsp;|foreignObject/)
    expect(second).toEqual(first)
    const looped = texts(loop?.svg ?? '')
    expect(looped).toContain('[again and again, for ever]')
    expect(looped).toEqual(expect.arrayContaining(['3 LinkDown', 'link of tx0 goes down']))
    expect(texts(many?.svg ?? '')).toContain('1 to 43: the other 22 threads, 43 steps')
    expect([...(first?.png?.subarray(1, 4) ?? [])]).toEqual([...Buffer.from('PNG')])
  })

  it('names the diagram that mermaid rejects', async () => {
    await expect(
      renderAll([{ name: 'torn', text: 'sequenceDiagram\n  a->>' }]),
    ).rejects.toMatchObject({
      code: 'diagram',
      message: expect.stringMatching(
        /^torn: expected a text that mermaid draws, got: Parse error on line 2/,
      ),
    })
  })

  it.each([
    [
      'does not exist',
      '/nowhere/chromium',
      'expected an executable browser, got /nowhere/chromium',
    ],
    ['ends at once', '/bin/false', 'Chromium ended before it listened; its last line: none'],
  ])('reports a missing browser if it %s', async (_, chromium, message) => {
    await expect(renderAll([race], { chromium })).rejects.toMatchObject({
      code: 'environment',
      message,
    })
  })

  it('gives up at the deadline on a browser that writes nothing', async () => {
    await expect(
      renderAll([race], { chromium: silent, startDeadlineMs: 50 }),
    ).rejects.toMatchObject({
      code: 'environment',
      message: 'Chromium did not listen within 50 ms; its last line: none',
    })
  })

  it('starts no browser without a diagram', async () => {
    await expect(renderAll([], { chromium: '/nowhere/chromium' })).resolves.toEqual([])
  })
})
