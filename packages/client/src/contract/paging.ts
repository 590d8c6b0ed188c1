import { type TSchema, Type } from 'typebox';

/** Query parameters of a list: each page has the cursor of the next. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 500, description: 'nextCursor of the previous page' }),
  ),
};

/** One page of a list; `nextCursor` is null on the last page. */
export const page = <Entry extends TSchema>(entry: Entry) =>
  Type.Object({ entries: Type.Array(entry), nextCursor: Type.Union([Type.String(), Type.Null()]) });
