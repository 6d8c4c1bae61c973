import { describeConstraints } from '../database/constraint-catalogue';
import { nameKey } from '../database/name-key';

describeConstraints('profiles', {
  ix_profiles_email: {
    field: 'email',
    sentence: 'Another profile has this e-mail address already; upper and lower case count as the same.',
    rowInTheWay: { sql: `select id from profiles where ${nameKey('email')} = $1`, values: (key) => [key] },
  },
  ck_profiles_email: { field: 'email', sentence: 'The e-mail address must not be blank.' },
  ck_profiles_role: { field: 'role', sentence: 'The role must be user, moderator or admin.' },
});

describeConstraints('api_tokens', {
  uq_api_tokens_hash: {
    field: 'token',
    sentence: 'The new token is one that exists already. Ask for another one.',
    rowInTheWay: { sql: 'select id from api_tokens where token_hash = $1::bytea', values: (key) => [key] },
  },
  ck_api_tokens_name: {
    field: 'name',
    sentence: 'The name must have 1 to 100 characters, not counting spaces around it.',
  },
  fk_api_tokens_profile_id: {
    field: 'profile_id',
    sentence: 'The profile that the token is for is gone.',
    parentSentence: 'The profile still has API tokens.',
  },
});
