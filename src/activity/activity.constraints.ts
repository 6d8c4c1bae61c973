import { describeConstraints } from '../database/constraint-catalogue';

describeConstraints('activity_logs', {
  fk_activity_logs_user_id: {
    field: 'user_id',
    sentence: 'There is no such profile.',
    parentSentence: 'The profile has activity.',
  },
});
