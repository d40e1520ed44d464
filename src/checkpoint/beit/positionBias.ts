/**
 * What BEiT adds to the attention scores of two tokens for their relative position: one number per
 * head. A table holds one row for each distance of two patches, then one each for class token to
 * patch, patch to class token and class token to itself.
 */

/** Rows of the table for a picture of side × side patches. */
export function tableRows(side: number): number {
  return (2 * side - 1) ** 2 + 3;
}

/**
 * Expands a table to the bias of each pair of tokens.
 *
 * @param table [tableRows(side), heads]
 * @returns [heads, tokens, tokens] with query before key; token 0 is the class token
 */
export function expandPositionBias(table: Float32Array, side: number, heads: number): Float32Array {
  const tokens = side * side + 1;
  const bias = new Float32Array(heads * tokens * tokens);
  for (let query = 0; query < tokens; query++) {
    for (let key = 0; key < tokens; key++) {
      const row = tableRow(query, key, side);
      for (let head = 0; head < heads; head++) {
        bias[(head * tokens + query) * tokens + key] = table[row * heads + head] ?? 0;
      }
    }
  }
  return bias;
}

/** As transformers' `BeitRelativePositionBias.generate_relative_position_index` numbers them. */
function tableRow(query: number, key: number, side: number): number {
  const rows = tableRows(side);
  if (query === 0) return key === 0 ? rows - 1 : rows - 3;
  if (key === 0) return rows - 2;
  const down = Math.floor((query - 1) / side) - Math.floor((key - 1) / side);
  const right = ((query - 1) % side) - ((key - 1) % side);
  return (down + side - 1) * (2 * side - 1) + (right + side - 1);
}
