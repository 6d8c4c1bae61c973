import { OneOf, Optional } from '../../http/fields';

/** How a bulk call deals with bad items. */
export class BulkQuery {
  /** `atomic`: one bad item refuses all. `partial`: good items are done, the answer is 207 with a result for each. */
  @Optional()
  @OneOf(['atomic', 'partial'])
  mode: 'atomic' | 'partial' = 'atomic';
}
