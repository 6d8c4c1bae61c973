import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { nameKey } from '../../database/name-key';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { freeLetters } from './instance-letters';

/** A piece on a drawing, and which of its mark it is: undefined when that is to be found. */
export interface MarkedPiece {
  drawing_id: string;
  piece_mark: string;
  instance_identifier?: string | null;
}

interface Given {
  place: number;
  drawing_id: string;
  piece_mark: string;
  instance_identifier: string | null;
}

const GIVEN = new GivenRows<Given>({
  place: 'int',
  drawing_id: 'uuid',
  piece_mark: 'text',
  instance_identifier: 'text',
});

/** The pieces of one mark on one drawing. */
interface Mark {
  places: number[];
  /** As they are compared, in the order of the places; empty for none. */
  identifiers: string[];
  /** Of live components, as they are compared. */
  taken: string[];
}

/** Gives pieces of a mark their identifiers. Must run inside a transaction that has locked their drawings by {@link hold}. */
@Injectable()
export class InstanceIdentifiers {
  constructor(private readonly database: Database) {}

  /** One after the other makes components of a drawing, so that no two take the same identifier. In the order of the ids. */
  async hold(drawingIds: readonly string[]): Promise<void> {
    await this.database.write(
      'components.hold_drawings',
      'select id from drawings where id = any($1::uuid[]) order by id for no key update',
      [[...new Set(drawingIds)]],
    );
  }

  /**
   * The identifier of each piece: its own; where it says nothing, none for the first of its mark on the drawing, and for a
   * further one the first of A, B, … Z, AA, … that no other has.
   */
  async assign(pieces: readonly MarkedPiece[]): Promise<(string | null)[]> {
    const assigned = pieces.map(({ instance_identifier }) => instance_identifier ?? null);
    const isOpen = (place: number) => pieces[place]?.instance_identifier === undefined;
    if (!pieces.some((_, place) => isOpen(place))) return assigned;
    for (const { places, identifiers, taken } of await this.marks(pieces)) {
      if (!places.some(isOpen)) continue;
      const said = identifiers.filter((_, index) => !isOpen(places[index] ?? -1));
      const free = freeLetters(new Set([...taken, ...said]));
      let isFirst = taken.length === 0 && said.length === 0;
      for (const place of places) {
        if (!isOpen(place)) continue;
        if (!isFirst) assigned[place] = free.next().value;
        isFirst = false;
      }
    }
    return assigned;
  }

  /** Which identifier a further piece of the mark would get, and how many there are. For a read: somebody may be quicker. */
  async suggest(drawing_id: string, piece_mark: string): Promise<{ identifier: string | null; count: number }> {
    const [mark] = await this.marks([{ drawing_id, piece_mark }]);
    const taken = mark?.taken ?? [];
    return { identifier: taken.length === 0 ? null : freeLetters(new Set(taken)).next().value, count: taken.length };
  }

  private marks(pieces: readonly MarkedPiece[]): Promise<Mark[]> {
    const given = pieces.map(({ drawing_id, piece_mark, instance_identifier = null }, place) => ({
      place,
      drawing_id,
      piece_mark,
      instance_identifier,
    }));
    return this.database.read<Mark>(
      'components.marks',
      `select m.places, m.identifiers, array(select coalesce(${nameKey('c.instance_identifier')}, '') from components c
          where c.drawing_id = m.drawing_id and ${nameKey('c.piece_mark')} = m.mark and c.deleted_at is null) as taken
        from (select drawing_id, ${nameKey('piece_mark')} as mark, array_agg(place order by place) as places,
            array_agg(coalesce(${nameKey('instance_identifier')}, '') order by place) as identifiers
          from ${GIVEN.table(1)} group by 1, 2) m`,
      GIVEN.values(given),
    );
  }
}
