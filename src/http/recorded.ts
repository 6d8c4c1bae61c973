import { ApiProperty } from '@nestjs/swagger';

/** What an item says of its row, in JSON. {@link Recorded} documents it. */
export abstract class RecordedItem {
  created_at!: string;
  updated_at!: string;
  created_by!: string | null;
  updated_by!: string | null;
  version!: number;
}

/** A recorded item that can be in the trash. */
export abstract class TrashableItem extends RecordedItem {
  deleted_at!: string | null;
}

/** What an item's documentation says otherwise than that of most. */
interface Wording {
  created_by?: string;
  updated_by?: string;
  version?: string;
}

/** On a class that extends {@link RecordedItem} or {@link TrashableItem}: documents what it has from there, after its own. */
export function Recorded(wording: Wording = {}) {
  return ({ prototype }: { prototype: RecordedItem }): void => {
    const document = (property: string, options: Parameters<typeof ApiProperty>[0]) => {
      ApiProperty(options)(prototype, property);
    };
    const time = { type: 'string', format: 'date-time' } as const;
    const person = (description: string) => ({ type: 'string', nullable: true, description, format: 'uuid' }) as const;
    document('created_at', time);
    document('updated_at', time);
    if (prototype instanceof TrashableItem)
      document('deleted_at', {
        type: 'string',
        nullable: true,
        description: 'Always null: what is deleted is found in the trash only.',
        format: 'date-time',
      });
    document('created_by', person(wording.created_by ?? 'Who made it.'));
    document('updated_by', person(wording.updated_by ?? 'Who changed it last.'));
    document('version', {
      type: 'integer',
      description: wording.version ?? 'Raised by every change; the first part of the ETag.',
    });
  };
}
