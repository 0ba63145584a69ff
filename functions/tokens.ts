// Stands in until the program is merged: the template needs the entry to exist.
export const handler = async () => ({ statusCode: 501 });
