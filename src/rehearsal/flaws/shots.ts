import { timeOf } from '../clean-row';
import { IN_EPISODE, IN_PROJECT, inTurn, twin, TWINS, type Flaw } from '../flaw';

const DELETED = { deleted_at: timeOf('(n + 500000)') };

/** Names that programs stumble over, all of them permitted. None is a twin of another. */
const TRICKY_NAMES: readonly string[] = [
  'e\u0301a\u0308o\u030a\u0323', // combining accents, two on one letter
  '👩\u200d🎤👨\u200d👩\u200d👧', // emoji joined without width
  '\u202eTOHS\u202c \u05d0\u05d1\u200f', // written from right to left
  'ＳＨ０１０', // full width
  '𝄞𠀋😀', // two UTF-16 units each
  '鏡頭第一集', // Chinese
  'İıßẞﬁΣς', // letters whose case is odd
  '\u00a0\u3000', // spaces that are not the ordinary one
  'tab\tand\nline', // white space within
  `'"\\%_{}--;`, // signs that languages give a meaning to
  '鏡'.repeat(255), // as long as can be
  '😀'.repeat(255), // the same, four bytes each
];

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Episodes, and shots outside stories. */
export const SHOT_FLAWS: readonly Flaw[] = [
  ...(['without-project', 'of-missing-project'] as const).flatMap((which): Flaw[] => {
    const episode: Flaw = {
      name: `episode-${which}`,
      description: which === 'without-project' ? 'episodes without a project' : 'episodes of a project that is gone',
      legal: false,
      offenders: 'episodes',
      steps: [
        {
          table: 'episodes',
          columns: ({ missingId }) => ({ project_id: which === 'without-project' ? 'null' : missingId }),
        },
      ],
    };
    const withShots = {
      ...episode,
      name: `${episode.name}-with-shots`,
      description: `${episode.description}, two shots in each`,
      steps: [...episode.steps, { table: 'shots', each: 2 } as const],
    };
    return [episode, withShots];
  }),
  ...TWINS.flatMap((twins): Flaw[] => [
    {
      name: `episode-name-${twins.name}`,
      description: `live episodes of one project with names ${twins.says}`,
      legal: false,
      offenders: 'episodes',
      steps: [...IN_PROJECT, { table: 'episodes', each: 2, columns: ({ common }) => ({ name: twin(twins, common) }) }],
    },
    {
      name: `shot-name-${twins.name}`,
      description: `live shots in two episodes of one project with names ${twins.says}`,
      legal: false,
      offenders: 'shots',
      steps: [
        ...IN_PROJECT,
        { table: 'episodes', each: 2 },
        {
          table: 'shots',
          each: 2,
          columns: (plot) => ({ episode_id: plot.id('episodes', 'k'), name: twin(twins, plot.common) }),
        },
      ],
    },
  ]),
  {
    name: 'shot-name-deleted-twin',
    description: 'a live and a deleted shot of one name',
    legal: true,
    offenders: 'shots',
    steps: [
      ...IN_EPISODE,
      {
        table: 'shots',
        each: 2,
        columns: ({ common }) => ({ name: common, deleted_at: `case when k = 2 then ${DELETED.deleted_at} end` }),
      },
    ],
  },
  {
    name: 'episode-name-deleted-twin',
    description: 'a live and a deleted episode of one name',
    legal: true,
    offenders: 'episodes',
    steps: [
      ...IN_PROJECT,
      {
        table: 'episodes',
        each: 2,
        columns: ({ common }) => ({ name: common, deleted_at: `case when k = 2 then ${DELETED.deleted_at} end` }),
      },
    ],
  },
  {
    name: 'shot-name-blank',
    description: 'shots with a blank name',
    legal: false,
    offenders: 'shots',
    steps: [...IN_EPISODE, { table: 'shots', columns: () => ({ name: inTurn([`''`, `'   '`]) }) }],
  },
  {
    name: 'episode-name-blank',
    description: 'episodes with a blank name',
    legal: false,
    offenders: 'episodes',
    steps: [...IN_PROJECT, { table: 'episodes', columns: () => ({ name: inTurn([`''`, `'   '`]) }) }],
  },
  {
    name: 'shot-name-tricky',
    description: 'shots with names that programs stumble over: accents, emoji, scripts, 255 characters',
    legal: true,
    offenders: 'shots',
    steps: [
      ...IN_EPISODE,
      {
        table: 'shots',
        each: TRICKY_NAMES.length,
        columns: () => ({ name: `(array[${TRICKY_NAMES.map(literal).join(', ')}])[k]` }),
      },
    ],
  },
  {
    name: 'shot-ends-before-it-begins',
    description: 'shots whose last frame comes before the first',
    legal: false,
    offenders: 'shots',
    steps: [...IN_EPISODE, { table: 'shots', columns: () => ({ frame_start: '1001', frame_end: '1000 - n' }) }],
  },
  {
    name: 'shot-data-array',
    description: 'shots whose data is an array',
    legal: false,
    offenders: 'shots',
    steps: [
      ...IN_EPISODE,
      { table: 'shots', columns: () => ({ data: inTurn([`'[]'::jsonb`, `'[{"lens": "35mm"}]'`]) }) },
    ],
  },
  {
    name: 'shot-data-scalar',
    description: 'shots whose data is a text, a number, true or null',
    legal: false,
    offenders: 'shots',
    steps: [
      ...IN_EPISODE,
      { table: 'shots', columns: () => ({ data: inTurn([`'"{}"'::jsonb`, `'35'`, `'true'`, `'null'`]) }) },
    ],
  },
  {
    name: 'live-shot-in-deleted-episode',
    description: 'live shots in a deleted episode',
    legal: false,
    offenders: 'shots',
    steps: [...IN_PROJECT, { table: 'episodes', columns: () => DELETED }, { table: 'shots' }],
  },
  {
    name: 'deleted-shot-in-live-episode',
    description: 'deleted shots in a live episode',
    legal: true,
    offenders: 'shots',
    steps: [...IN_EPISODE, { table: 'shots', columns: () => DELETED }],
  },
  {
    name: 'media-path-without-story',
    description: 'shots outside any story with the path of a picture, a sound or a video',
    legal: false,
    offenders: 'shots',
    steps: [
      ...IN_EPISODE,
      {
        table: 'shots',
        columns: () => ({
          key_frame_image_path: `case n % 3 when 1 then 'frames/lost.png' end`,
          audio_file_path: `case n % 3 when 2 then 'audio/lost.wav' end`,
          video_file_path: `case n % 3 when 0 then 'video/lost.mp4' end`,
        }),
      },
    ],
  },
];
