/**
 * The two passes of Pillow's 8-bit resampling (`ImagingResampleHorizontal_8bpc` and
 * `ImagingResampleVertical_8bpc` in libImaging/Resample.c). They use the same integer arithmetic,
 * so the bytes are the same. This file is AssemblyScript and compiles to WebAssembly, because
 * JavaScript takes four times longer.
 *
 * A weight has 22 fractional bits; the sum of weight × byte starts at one half, is shifted right by
 * 22 and clamped to 0…255. `starts` and `counts` name the input pixels of each output pixel, and
 * `weights` holds `taps` of them for each, of which the first `counts[i]` matter.
 */

const PRECISION: i32 = 22;
const HALF: i32 = 1 << (PRECISION - 1);

/** Grows the memory to at least `bytes` bytes. The caller decides the layout. */
export function reserve(bytes: usize): void {
  const pages = <i32>((bytes + 65535) >>> 16);
  if (memory.size() < pages) memory.grow(pages - memory.size());
}

/**
 * Resizes rows of RGB pixels to rows of `width` RGB pixels. Input and output need 16 spare bytes at
 * their end, because a pixel is read as part of a 16-byte vector and written as 4 bytes.
 */
export function horizontal(
  input: usize,
  inputStride: i32,
  output: usize,
  width: i32,
  rows: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  taps: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const line = input + <usize>row * inputStride;
    let target = output + <usize>row * width * 3;
    for (let x = 0; x < width; x++, target += 3) {
      let source = line + load<i32>(starts + (<usize>x << 2)) * 3;
      let weight = weights + ((<usize>x * taps) << 2);
      const end = weight + (load<i32>(counts + (<usize>x << 2)) << 2);
      let sum = i32x4.splat(HALF);
      for (; weight + 16 <= end; weight += 16, source += 12) {
        const pixels = v128.load(source);
        const four = v128.load(weight);
        sum = i32x4.add(sum, i32x4.mul(pixel(pixels, 0), lane(four, 0)));
        sum = i32x4.add(sum, i32x4.mul(pixel(pixels, 1), lane(four, 1)));
        sum = i32x4.add(sum, i32x4.mul(pixel(pixels, 2), lane(four, 2)));
        sum = i32x4.add(sum, i32x4.mul(pixel(pixels, 3), lane(four, 3)));
      }
      for (; weight < end; weight += 4, source += 3) {
        const one = v128.load32_zero(source);
        sum = i32x4.add(sum, i32x4.mul(pixel(one, 0), v128.load32_splat(weight)));
      }
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(sum, PRECISION), sum);
      v128.store_lane<u32>(target, i8x16.narrow_i16x8_u(words, words), 0);
    }
  }
}

/**
 * Resizes columns of bytes: writes `height` rows of `stride` bytes, from the rows in `starts` and
 * `counts`, which are `inputStride` bytes apart. Input and output need 16 spare bytes at their end,
 * because bytes are read and written in vectors of 16.
 */
export function vertical(
  input: usize,
  inputStride: i32,
  output: usize,
  stride: i32,
  height: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  taps: i32,
): void {
  for (let y = 0; y < height; y++) {
    const first = input + <usize>load<i32>(starts + (<usize>y << 2)) * inputStride;
    const begin = weights + ((<usize>y * taps) << 2);
    const end = begin + (load<i32>(counts + (<usize>y << 2)) << 2);
    const target = output + <usize>y * stride;
    for (let x = 0; x < stride; x += 16) {
      let a = i32x4.splat(HALF);
      let b = a;
      let c = a;
      let d = a;
      let source = first + x;
      for (let weight = begin; weight < end; weight += 4, source += inputStride) {
        const bytes = v128.load(source);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        const w = v128.load32_splat(weight);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), w));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), w));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), w));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), w));
      }
      const low = i16x8.narrow_i32x4_s(i32x4.shr_s(a, PRECISION), i32x4.shr_s(b, PRECISION));
      const high = i16x8.narrow_i32x4_s(i32x4.shr_s(c, PRECISION), i32x4.shr_s(d, PRECISION));
      v128.store(target + x, i8x16.narrow_i16x8_u(low, high));
    }
  }
}

/** Pixel `index` of five packed RGB pixels, a channel in each of the first three 32-bit lanes. */
@inline
function pixel(pixels: v128, index: i32): v128 {
  const zero = i32x4.splat(0);
  switch (index) {
    case 0:
      return i8x16.shuffle(pixels, zero, 0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 16, 16, 16, 16);
    case 1:
      return i8x16.shuffle(pixels, zero, 3, 16, 16, 16, 4, 16, 16, 16, 5, 16, 16, 16, 16, 16, 16, 16);
    case 2:
      return i8x16.shuffle(pixels, zero, 6, 16, 16, 16, 7, 16, 16, 16, 8, 16, 16, 16, 16, 16, 16, 16);
    default:
      return i8x16.shuffle(pixels, zero, 9, 16, 16, 16, 10, 16, 16, 16, 11, 16, 16, 16, 16, 16, 16, 16);
  }
}

/** The 32-bit lane `index` in all four lanes. */
@inline
function lane(words: v128, index: i32): v128 {
  switch (index) {
    case 0:
      return i32x4.shuffle(words, words, 0, 0, 0, 0);
    case 1:
      return i32x4.shuffle(words, words, 1, 1, 1, 1);
    case 2:
      return i32x4.shuffle(words, words, 2, 2, 2, 2);
    default:
      return i32x4.shuffle(words, words, 3, 3, 3, 3);
  }
}
