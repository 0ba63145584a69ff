/** For a write of an item that is stamped anew with every change: it fails when the item is not as it was read. */
export const unlessChanged = (stamp: string | undefined) => ({
  ConditionExpression: stamp === undefined ? 'attribute_not_exists(pk)' : 'stamp = :known',
  ...(stamp !== undefined && { ExpressionAttributeValues: { ':known': stamp } }),
});

export const newStamp = (): string => crypto.randomUUID();
