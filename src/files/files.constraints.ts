import { describeConstraints } from '../database/constraint-catalogue';

describeConstraints('stored_files', {
  ck_stored_files_digest: { field: 'sha256', sentence: 'A SHA-256 has 64 hexadecimal digits.' },
  ck_stored_files_size: { field: 'size', sentence: 'The size must not be negative.' },
});
