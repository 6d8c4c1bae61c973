import { describeConstraints } from '../../database/constraint-catalogue';

describeConstraints('deletions', {
  uq_deletions_root: { field: 'root_id', sentence: 'This is in the trash already.' },
  ck_deletions_row_count: { field: 'row_count', sentence: 'A deletion holds one row at least.' },
});
