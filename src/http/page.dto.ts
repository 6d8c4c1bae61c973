import { Optional, OneOf, Text, WholeParameter } from './fields';

/** What every list takes. */
export class PageQuery {
  /** How many items at most. */
  @Optional()
  @WholeParameter(1, 500)
  limit: number = 50;

  /** `next_cursor` of the page before. */
  @Optional()
  @Text(4000)
  cursor?: string;

  /** Also count all that match: exactly, or by PostgreSQL's estimate. */
  @Optional()
  @OneOf(['exact', 'estimated'])
  count?: 'exact' | 'estimated';
}
