import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ClassifierError } from "../../src/errors.js";
import { WaitingLine, type Job, type Patience } from "../../src/inference/waitingLine.js";

/** The clock, in the tests' hand. */
let time = 0;
let rejected: ClassifierError[] = [];

beforeEach(() => {
  time = 1000;
  rejected = [];
});

function lineOf(limits: { pictures?: number; bytes?: number } = {}): WaitingLine {
  return new WaitingLine({ pictures: 100, bytes: 1000, ...limits }, () => time);
}

function job(patience: Patience = {}, bytes = 1): Job {
  const reject = (error: ClassifierError): void => void rejected.push(error);
  const picture = new Uint8Array(bytes);
  return {
    picture,
    patience,
    explains: false,
    decoding: "served",
    resolve: () => undefined,
    reject,
  };
}

const codes = (): string[] => rejected.map(({ code }) => code);

test("pictures leave the line in the order of their arrival", () => {
  const line = lineOf();
  const jobs = [job(), job(), job()];
  for (const each of jobs) line.push(each);
  assert.equal(line.length, 3);
  assert.deepEqual([line.shift(), line.shift(), line.shift(), line.shift()], [...jobs, undefined]);
});

test("a line with as many pictures as it takes refuses the next one", () => {
  const line = lineOf({ pictures: 2 });
  line.push(job());
  line.admit({}, 0);
  line.push(job());
  assert.throws(() => line.admit({}, 0), { code: "Overloaded", retryAfter: 1 });
  line.shift();
  line.admit({}, 0);
});

test("a line with as many bytes as it takes refuses the next picture, until one has left", () => {
  const line = lineOf({ bytes: 10 });
  line.push(job({}, 9));
  line.admit({}, 0);
  line.push(job({}, 1));
  assert.throws(() => line.admit({}, 0), { code: "Overloaded" });
  line.shift();
  line.admit({}, 0);
});

test("who would be served after its deadline hears at once how long the line is", () => {
  const line = lineOf();
  line.learnPace(1500);
  for (let i = 0; i < 2; i++) line.push(job());
  // Two in the line and one in the thread before it, and then its own time: 6 seconds.
  line.admit({ deadline: 7000 }, 1);
  assert.throws(() => line.admit({ deadline: 6999 }, 1), { code: "Overloaded", retryAfter: 5 });
  line.admit({}, 1);
});

test("the first picture is always tried, however slow the thread was", () => {
  const line = lineOf({ pictures: 0 });
  line.learnPace(60_000);
  line.admit({ deadline: 1001 }, 0);
  assert.throws(() => line.admit({ deadline: 1001 }, 1), { code: "Overloaded" });
});

test("the pace follows the thread slowly", () => {
  const line = lineOf();
  line.learnPace(100);
  line.learnPace(200);
  // One tenth of the way: 110 ms for the picture ahead and as much for its own.
  line.admit({ deadline: 1220.5 }, 1);
  assert.throws(() => line.admit({ deadline: 1219.5 }, 1), { code: "Overloaded" });
});

test("a picture whose deadline has passed is rejected when its turn comes", () => {
  const line = lineOf();
  const patient = job({ deadline: 5000 });
  for (const each of [job({ deadline: 1999 }), patient]) line.push(each);
  time = 2000;
  assert.equal(line.shift(), patient);
  assert.deepEqual(codes(), ["DeadlineExceeded"]);
});

test("a picture is served up to its very deadline", () => {
  const line = lineOf();
  line.push(job({ deadline: 2000 }));
  time = 2000;
  assert.ok(line.shift());
});

test("a picture whose caller has gone is rejected, and its bytes are free again", () => {
  const line = lineOf({ bytes: 10 });
  const gone = new AbortController();
  line.push(job({ signal: gone.signal }, 10));
  gone.abort();
  assert.equal(line.shift(), undefined);
  assert.deepEqual(codes(), ["CallerGone"]);
  line.push(job());
  line.admit({}, 0);
});

test("a cleared line rejects all that wait and takes new ones", () => {
  const line = lineOf({ pictures: 2, bytes: 10 });
  for (let i = 0; i < 2; i++) line.push(job({}, 5));
  line.clear(new ClassifierError("ShuttingDown"));
  assert.deepEqual(codes(), ["ShuttingDown", "ShuttingDown"]);
  assert.equal(line.length, 0);
  line.push(job());
  line.admit({}, 0);
});

test("one slow picture does not teach the line its own pace", () => {
  const line = lineOf();
  line.learnPace(100);
  line.learnPace(60_000);
  line.push(job());
  // 0.9 × 100 + 0.1 × 400 milliseconds for each of two pictures.
  line.admit({ deadline: 1000 + 260 }, 0);
  assert.throws(() => line.admit({ deadline: 1000 + 259 }, 0), { code: "Overloaded" });
});

test("a picture whose caller was answered leaves the line", () => {
  const line = lineOf({ bytes: 10 });
  const [gone, next] = [job({}, 9), job()];
  line.push(gone);
  line.push(next);
  line.leave(gone);
  line.leave(gone);
  assert.equal(line.length, 1);
  line.admit({}, 0);
  assert.equal(line.shift(), next);
});
