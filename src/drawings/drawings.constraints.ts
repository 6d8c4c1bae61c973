import { describeConstraints, uuidAndText } from '../database/constraint-catalogue';
import { nameKey } from '../database/name-key';

const DELETED = { field: 'deleted_at', sentence: 'It is deleted through the trash only.' };
const NO_DELETION = { field: 'deletion_id', sentence: 'There is no such deletion.' };
const NO_DRAWING = { field: 'drawing_id', sentence: 'There is no such drawing.' };
const CONFIDENCE = { field: 'confidence_score', sentence: 'The confidence must be between 0 and 1.' };

describeConstraints('drawings', {
  uq_drawings_live: { field: 'id', sentence: 'The drawing exists already.' },
  ck_drawings_deletion: DELETED,
  fk_drawings_deletion_id: { ...NO_DELETION, parentSentence: 'The deletion still holds drawings.' },
  fk_drawings_project_id: {
    field: 'project_id',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has drawings.',
  },
  ck_drawings_page_count: { field: 'page_count', sentence: 'A drawing has no fewer than no pages.' },
  ck_drawings_file: { field: 'sha256', sentence: 'A file in the store has its hash, its size and its type.' },
  ck_drawings_supersedes: { field: 'supersedes', sentence: 'A drawing does not supersede itself.' },
  fk_drawings_file: {
    field: 'sha256',
    sentence: 'There is no such file in the store.',
    parentSentence: 'A drawing still has the file.',
  },
  fk_drawings_supersedes: {
    field: 'supersedes',
    sentence: 'There is no such drawing.',
    parentSentence: 'Another drawing supersedes it.',
  },
  idx_drawings_supersedes_unique: {
    field: 'supersedes',
    sentence: 'Another live drawing supersedes the same one already. Delete it first, or supersede it.',
    rowInTheWay: {
      sql: 'select id from drawings where supersedes_id = $1 and deleted_at is null',
      values: (key) => [key],
    },
  },
  idx_drawings_file_unique: {
    field: 'file',
    sentence: 'Another live drawing has this very file already. Delete that one first, or use it.',
    rowInTheWay: {
      sql: 'select id from drawings where lower(btrim(file_hash)) = $1 and deleted_at is null',
      values: (key) => [key],
    },
  },
});

describeConstraints('drawing_projects', {
  uq_drawing_projects_project: { field: 'project_ids', sentence: 'The drawing is of this project already.' },
  fk_drawing_projects_drawing_id: { ...NO_DRAWING, parentSentence: 'The drawing is still of a project.' },
  fk_drawing_projects_project_id: {
    field: 'project_ids',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has drawings.',
  },
});

describeConstraints('drawing_pages', {
  uq_drawing_pages_number: { field: 'page_number', sentence: 'The drawing has this page already.' },
  ck_drawing_pages_number: { field: 'page_number', sentence: 'Pages are counted from 1.' },
  ck_drawing_pages_size: { field: 'width', sentence: 'A page has a width, a height and a unit above 0.' },
  ck_drawing_pages_rotation: { field: 'rotation', sentence: 'A page is turned by 0, 90, 180 or 270 degrees.' },
  ck_drawing_pages_unit: { field: 'unit', sentence: 'The unit must be pt or px.' },
  ck_drawing_pages_preview: { field: 'preview_sha256', sentence: 'A preview has a file, a width and a height.' },
  fk_drawing_pages_drawing_id: { ...NO_DRAWING, parentSentence: 'The drawing still has pages.' },
  fk_drawing_pages_preview: {
    field: 'preview_sha256',
    sentence: 'There is no such file in the store.',
    parentSentence: 'A page still has the file as its preview.',
  },
});

describeConstraints('kiss_files', {
  uq_kiss_files_drawing: { field: 'drawing_id', sentence: 'The drawing has a KISS file already.' },
  ck_kiss_files_unit: { field: 'unit', sentence: 'The unit must be mm or inches.' },
  ck_kiss_files_header: { field: 'header', sentence: 'The header must be a JSON object.' },
  fk_kiss_files_drawing_id: { ...NO_DRAWING, parentSentence: 'The drawing still has a KISS file.' },
  fk_kiss_files_file: {
    field: 'sha256',
    sentence: 'There is no such file in the store.',
    parentSentence: 'A drawing still has the file as its KISS file.',
  },
});

describeConstraints('components', {
  components_drawing_id_fkey: { ...NO_DRAWING, parentSentence: 'The drawing still has components.' },
  fk_components_drawing_live: {
    field: 'drawing_id',
    sentence: 'The drawing is in the trash. Restore it first, or take another one.',
    parentSentence: 'The drawing still has live components.',
  },
  fk_components_deletion_id: { ...NO_DELETION, parentSentence: 'The deletion still holds components.' },
  unique_piece_mark_instance_per_drawing: {
    field: 'instance_identifier',
    sentence:
      'Another component of this drawing is this instance of the mark already; upper and lower case count as the same. Choose another instance identifier.',
  },
  ck_components_deletion: DELETED,
  ck_components_piece_mark: { field: 'piece_mark', sentence: 'The piece mark must not be blank.' },
  ck_components_instance_identifier: {
    field: 'instance_identifier',
    sentence: 'The instance identifier must not be blank; null says that there is none.',
  },
  components_confidence_score_check: CONFIDENCE,
  ck_components_quantity: { field: 'quantity', sentence: 'The quantity must be 1 or more.' },
  ck_components_review_status: {
    field: 'review_status',
    sentence: 'The review status must be pending, reviewed or approved.',
  },
  ck_components_mark_level: { field: 'mark_level', sentence: 'The level of a mark must be main or minor.' },
  ck_components_length: { field: 'length_mm', sentence: 'The length must be above 0.' },
  ck_components_page_number: { field: 'page_number', sentence: 'Pages are counted from 1.' },
  ck_components_exchange: { field: 'exchange', sentence: 'It must be a JSON object.' },
  ck_components_bounding_box: {
    field: 'bounding_box',
    sentence: 'A bounding box is an object of x, y, width and height, numbers from 0 to 10000000.',
  },
  ck_components_location: { field: 'location_x', sentence: 'The location must be within 10000000 of the corner.' },
});

for (const kind of ['dimension', 'specification'] as const)
  describeConstraints(`component_${kind}s`, {
    [`fk_component_${kind}s_component_id`]: {
      field: 'component_id',
      sentence: 'There is no such component.',
      parentSentence: `The component still has ${kind}s.`,
    },
    [`idx_component_${kind}s_type_unique`]: {
      field: `${kind}_type`,
      sentence: `The component has a ${kind} of this type already; upper and lower case count as the same.`,
    },
    [`ck_component_${kind}s_type`]: { field: `${kind}_type`, sentence: 'The type must not be blank.' },
    [`ck_component_${kind}s_confidence`]: CONFIDENCE,
    ...(kind === 'dimension' && {
      ck_component_dimensions_value: { field: 'nominal_value', sentence: 'The value must be above 0.' },
      ck_component_dimensions_format: {
        field: 'display_format',
        sentence: 'The format must be decimal or fraction.',
      },
    }),
  });

describeConstraints('saved_searches', {
  ck_saved_searches_name: { field: 'name', sentence: 'The name must not be blank.' },
  ck_saved_searches_query: { field: 'query', sentence: 'The query must be a JSON object.' },
  ck_saved_searches_position: { field: 'position', sentence: 'A project keeps at most fifty searches.' },
  ck_saved_searches_deletion: DELETED,
  fk_saved_searches_project_id: {
    field: 'project_id',
    sentence: 'There is no such project.',
    parentSentence: 'The project still has saved searches.',
  },
  fk_saved_searches_project_live: {
    field: 'project_id',
    sentence: 'The project is in the trash. Restore it first, or take another one.',
    parentSentence: 'The project still has live saved searches.',
  },
  fk_saved_searches_deletion_id: { ...NO_DELETION, parentSentence: 'The deletion still holds saved searches.' },
  idx_saved_searches_name_unique: {
    field: 'name',
    sentence: 'Another search of this project has this name already; upper and lower case count as the same.',
    rowInTheWay: {
      sql: `select id from saved_searches where project_id = $1 and ${nameKey('name')} = $2 and deleted_at is null`,
      values: uuidAndText,
    },
  },
  idx_saved_searches_position_unique: {
    field: 'position',
    sentence: 'The project keeps fifty searches already. Delete one of them first.',
  },
});

describeConstraints('rendering_jobs', {
  uq_rendering_jobs_project: { field: 'id', sentence: 'The job exists already.' },
  ck_rendering_jobs_status: { field: 'status', sentence: 'The status is unknown.' },
  ck_rendering_jobs_progress: { field: 'progress', sentence: 'The progress must be between 0 and 100.' },
  fk_rendering_jobs_drawing_id: { ...NO_DRAWING, parentSentence: 'The drawing is still being read.' },
  idx_rendering_jobs_running_unique: { field: 'drawing_id', sentence: 'The drawing is being read already.' },
});
