import { bytesPerElement, toFloat32, type ElementType } from "./elementType.js";
import { readPickle } from "./pickle.js";
import { Global, Made, type Pickled, type PickleVocabulary } from "./pickled.js";
import {
  damaged,
  MAX_DESCRIPTION_BYTES,
  openRandomAccess,
  type RandomAccessFile,
} from "./randomAccessFile.js";
import { elementCount, gather, isContiguous, span, type StridedView } from "./stridedView.js";
import type { Tensors } from "./tensors.js";
import { readZipDirectory, readZipEntry, type ZipEntry } from "./zip.js";

const floatStorages = new Map<string, ElementType>([
  ["torch.FloatStorage", "float32"],
  ["torch.HalfStorage", "float16"],
  ["torch.BFloat16Storage", "bfloat16"],
]);
/** Buffers beside the weights, such as the relative position index of older checkpoints. */
const otherStorages = ["Double", "Long", "Int", "Short", "Char", "Byte", "Bool"].map(
  (type) => `torch.${type}Storage`,
);
const orderedDict = "collections.OrderedDict";
const rebuildTensor = "torch._utils._rebuild_tensor_v2";
const rebuildParameter = "torch._utils._rebuild_parameter";
const globals = new Set([
  orderedDict,
  rebuildTensor,
  rebuildParameter,
  ...floatStorages.keys(),
  ...otherStorages,
]);

/** A run of elements in an entry of the archive. */
interface Storage {
  /** Undefined for what is no weight. */
  readonly type: ElementType | undefined;
  readonly key: string;
  readonly elements: number;
}

interface StoredTensor extends StridedView {
  readonly storage: Storage;
}

/**
 * Opens a state dict that `torch.save` wrote (since PyTorch 1.6): a zip archive with a pickle that
 * describes the tensors, `<name>/data.pkl`, and their elements, `<name>/data/<key>`. The pickle is
 * read as data; see {@link globals} for all that it may name.
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function openTorch(path: string): Promise<Tensors> {
  const file = await openRandomAccess(path);
  try {
    return await toTensors(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function toTensors(file: RandomAccessFile): Promise<Tensors> {
  const start = await file.read(0, Math.min(4, file.size));
  if (!start.toString("latin1").startsWith("PK")) {
    throw damaged(
      file.name,
      "is no zip archive; if PyTorch older than 1.6 wrote it, load and save it with a newer one",
    );
  }
  const entries = await readZipDirectory(file);
  const pickleName = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  const pickle = pickleName && entries.get(pickleName);
  if (!pickle) throw damaged(file.name, "holds no data.pkl, so it is no PyTorch checkpoint");
  if (pickle.size > MAX_DESCRIPTION_BYTES)
    throw damaged(file.name, "has a pickle that is too large");
  const folder = pickleName.slice(0, -"data.pkl".length);
  await checkByteOrder(file, entries.get(`${folder}byteorder`));

  const views = toViews(file, readPickle(await readZipEntry(file, pickle), vocabulary));
  return {
    shapes: new Map([...views].map(([name, { shape }]) => [name, shape])),
    async read(name) {
      const view = views.get(name);
      if (!view) throw damaged(file.name, `has no float tensor ${name}`);
      const entry = entries.get(`${folder}data/${view.storage.key}`);
      if (!entry) throw damaged(file.name, `${name}: its elements are missing`);
      return readView(file, name, view, entry);
    },
    close: () => file.close(),
  };
}

async function checkByteOrder(file: RandomAccessFile, entry: ZipEntry | undefined): Promise<void> {
  // Checkpoints from before PyTorch 2.0 do not state it.
  if (!entry || (entry.size < 16 && (await readZipEntry(file, entry)).toString() === "little"))
    return;
  throw damaged(file.name, "was written in another byte order than little-endian");
}

const vocabulary: PickleVocabulary = {
  globals,
  reduce(callable, args) {
    if (callable === orderedDict && args.length === 0) return new Map();
    if (callable === rebuildTensor) return new Made(toView(args));
    if (callable === rebuildParameter && args[0] instanceof Made) return args[0];
    throw damaged("The pickle", `calls ${callable} in a way that is not allowed`);
  },
  persistent(id) {
    const [kind, type, key, , elements] = Array.isArray(id) ? id : [];
    if (kind !== "storage" || !(type instanceof Global) || typeof key !== "string") {
      throw damaged("The pickle", "refers to something that is no storage");
    }
    return new Made({ type: floatStorages.get(type.name), key, elements: toCount(elements) });
  },
};

function toView([storage, offset, shape, strides]: Pickled[]): StoredTensor {
  if (!(storage instanceof Made) || !isStorage(storage.value)) {
    throw damaged("The pickle", "has a tensor without storage");
  }
  const view = {
    storage: storage.value,
    offset: toCount(offset),
    shape: toCounts(shape),
    strides: toCounts(strides),
  };
  // A view can never show more elements than there are, unless it repeats them: so no claim of a
  // few bytes makes a reader take much memory.
  const fits =
    view.shape.length === view.strides.length &&
    span(view) <= view.storage.elements - view.offset &&
    elementCount(view) <= view.storage.elements;
  if (!fits) throw damaged("The pickle", "has a tensor that does not fit its storage");
  return view;
}

function isStorage(value: unknown): value is Storage {
  return typeof value === "object" && value !== null && "key" in value;
}

function isView(value: unknown): value is StoredTensor {
  return typeof value === "object" && value !== null && "strides" in value;
}

function toViews(file: RandomAccessFile, stateDict: Pickled): Map<string, StoredTensor> {
  const views = new Map<string, StoredTensor>();
  for (const [name, value] of stateDict instanceof Map ? stateDict : []) {
    const view = value instanceof Made ? value.value : undefined;
    if (typeof name === "string" && isView(view) && view.storage.type) views.set(name, view);
  }
  if (views.size === 0) throw damaged(file.name, "is no state dict: it names no float tensors");
  return views;
}

async function readView(
  file: RandomAccessFile,
  name: string,
  view: StoredTensor,
  entry: ZipEntry,
): Promise<Float32Array<ArrayBuffer>> {
  const type = view.storage.type ?? "float32";
  const width = bytesPerElement(type);
  if (entry.size !== view.storage.elements * width) {
    throw damaged(file.name, `${name}: ${entry.size} bytes do not fit its element type`);
  }
  const bytes = await readZipEntry(file, entry, view.offset * width, span(view) * width);
  const elements = toFloat32(bytes, type);
  return isContiguous(view) ? elements : gather(elements, view);
}

function toCounts(value: Pickled | undefined): number[] {
  if (!Array.isArray(value) || value.length > 16) {
    throw damaged("The pickle", "has a tensor without a shape");
  }
  return value.map(toCount);
}

function toCount(value: Pickled | undefined): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw damaged("The pickle", "has a size that is no whole number");
  }
  return value;
}
