export { type Check, type CheckResult, type Finding, type PictureContext, registerCheck } from './checks/check';
export type { PictureLimits, PictureSource, Thumbnail } from './decoder-messages';
export { DecoderPool, type DecoderPoolOptions, POOL_DEFAULTS } from './decoder-pool';
export { FINDABLE_DISTANCE, hammingDistance, hashOf, partDistance, partsOf, probes, signedHash } from './hash-distance';
export { type Judgement, judge, qualityOf } from './judgement';
export type { PerceptualHash } from './perceptual-hash';
export { type PictureFacts, type PictureVerdict, type Reason, type ReasonCode, undecodedFacts } from './picture-facts';
export { contentOf, HEAD_BYTES } from './picture-format';
export type { Pixels } from './pixels';
export type { PictureScores } from './picture-scores';
export {
  GREYEST,
  type Level,
  LEVELS,
  type NearDuplicateRule,
  readRules,
  type RuleError,
  RULES_OF_LEVEL,
  RULES_VERSION,
  type ValidationRules,
} from './rules';
