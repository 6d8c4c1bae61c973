import { OneOf, Optional, WholeParameter } from '../../http/fields';

/** What an overlay shows. */
export class OverlayQuery {
  /** From 1. */
  @Optional()
  @WholeParameter(1, 1_000_000)
  page: number = 1;

  @Optional()
  @OneOf(['review_status', 'confidence'])
  colour_by: 'review_status' | 'confidence' = 'review_status';
}

/** What a comparison shows. */
export class ComparisonQuery {
  /** Of both drawings, from 1. */
  @Optional()
  @WholeParameter(1, 1_000_000)
  page: number = 1;
}
