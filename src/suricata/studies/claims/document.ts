import { groupBy } from '../../../core/group-by.js'
import { markdownTable } from '../../../report/markdown-table.js'
import { type ClaimRow, type ClaimsResult, claimIsAsExpected } from './judge-claims.js'

/** `docs/reference/claims.md`: the report's claims and the evidence that decides them. Nothing in it depends on the machine. */
export function claimsDocument(claims: ClaimsResult): string {
  return [
    '# The claims of the report',
    `${claims.about} The rules are in \`spec/claims.json\`; \`npm run check\` generates this page.`,
    summary(claims),
    markdownTable(
      ['id', 'claim', 'section of the report', 'verdict'],
      claims.claims.map((claim) => [
        `[${claim.id}](#${claim.id})`,
        claim.claim,
        claim.source,
        verdictText(claim),
      ]),
    ),
    '## What is covered, and what is not',
    claims.limits.map((limit) => `- ${limit}`).join('\n'),
    '## What decides each claim',
    ...claims.claims.flatMap(section),
    '## Observations',
    'Every check repeats these experiments; the facts are in [measured/observations.json](../measured/observations.json).',
    markdownTable(['observation', 'experiment'], Object.entries(claims.experiments)),
  ]
    .join('\n\n')
    .concat('\n')
}

const words: Record<ClaimRow['verdict'], string> = {
  confirmed: 'confirmed',
  'confirmed-under-assumption': 'confirmed under an assumption',
  refuted: 'refuted',
  'not-decidable': 'not decidable here',
  undecided: 'UNDECIDED',
}

function verdictText(claim: ClaimRow): string {
  return `${claimIsAsExpected(claim) ? '' : '! '}${words[claim.verdict]}`
}

function summary({ claims }: ClaimsResult): string {
  const counts = groupBy(claims, ({ verdict }) => words[verdict])
    .map(([verdict, group]) => `${group.length} ${verdict}`)
    .join(', ')
  const unexpected = claims.filter((claim) => !claimIsAsExpected(claim)).length
  const warning = unexpected === 0 ? '' : ` **${unexpected} not as expected**, marked with !.`
  return `${claims.length} claims: ${counts}.${warning}`
}

function section(claim: ClaimRow): string[] {
  const { id, because, evidence, obstacles } = claim
  return [
    `### ${id}`,
    `> ${claim.claim}`,
    `**${verdictText(claim)}**${assumptionText(claim)}${because === null ? '' : ` ${because}`}`,
    ...(claimIsAsExpected(claim) ? [] : [`Expected: ${words[claim.expected]}. ${claim.why}`]),
    ...list(evidence.map(evidenceText)),
    ...list(obstacles.map((obstacle) => `- ${obstacle}`)),
  ]
}

const list = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [lines.join('\n')])

const assumptionText = ({ assumption }: ClaimRow): string =>
  assumption === null ? '.' : `: ${assumption}.`

function evidenceText({ text, links }: ClaimRow['evidence'][number]): string {
  const linked = links.map((link) => `[${link.text}](${fromReference(link.to)})`).join(', ')
  return linked === '' ? `- ${text}` : `- ${text} (${linked})`
}

/** Links in results are relative to `docs/`, but for those to other documents of `docs/reference`. */
const fromReference = (to: string): string => to.replace(/^(?=\.\.\/|measured\/)/, '../')
