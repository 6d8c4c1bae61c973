export { type Area, type Region, TILE, type Zoom, areaOfTile, zoomOf } from './areas';
export type { ComparisonPng, PageFile, Png, RenderLimits } from './engine/render-messages';
export {
  type Box,
  type PageFrame,
  type Point,
  type Size,
  boxFromPicture,
  boxToPicture,
  fromFile,
  fromPicture,
  shownSize,
  toPicture,
} from './geometry';
export { type ColourBy, EMBEDDED_BYTES, type OverlayOptions, type PlacedComponent, overlay } from './overlay';
export {
  DRAWING_TYPES,
  type DrawingType,
  HEAD_BYTES,
  type PageFacts,
  PageFailure,
  type PageFailureCode,
  type Rotation,
  drawingTypeOf,
  rounded,
} from './page-facts';
export { type KnownPage, PREVIEW, PageRenderer, RENDER_LIMITS } from './page-renderer';
