import { describeConstraints } from '../database/constraint-catalogue';

describeConstraints('idempotency_keys', {
  ck_idempotency_keys_key: { field: 'Idempotency-Key', sentence: 'Idempotency-Key must have 1 to 255 characters.' },
});
