import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folderStore } from "../../../src/learning/dataset/folderStore.js";
import { folderWith, listed } from "./testData.js";

const outside = { name: "DatasetError", message: /is outside of the data folder/ };

test("files are listed with forward slashes and read by them", async (t) => {
  const folder = await folderWith(t, { "a.txt": "A", "b/c/d.txt": "D", ".git/x": "", "b/.x": "" });
  const store = await folderStore(folder);
  assert.deepEqual(await listed(store), ["a.txt", "b/c/d.txt"]);
  for (const path of ["b/c/d.txt", "./b/../b/c/d.txt", join(folder, "b/c/d.txt")]) {
    assert.equal(new TextDecoder().decode(await store.read(path)), "D", path);
  }
});

test("neither dots nor absolute paths lead out", async (t) => {
  const folder = await folderWith(t, { "in/a.txt": "A", "out.txt": "secret", "inside/b": "" });
  const store = await folderStore(join(folder, "in"));
  for (const path of [
    "../out.txt",
    "x/../../out.txt",
    "..",
    join(folder, "out.txt"),
    "/etc/hosts",
  ]) {
    await assert.rejects(store.read(path), outside, path);
  }
  await assert.rejects(store.read("../inside/b"), outside, "a neighbour whose name starts alike");
  await assert.rejects(store.read("../none.txt"), outside, "nor tell what is there");
});

test("symbolic links may lead around inside, but not out", async (t) => {
  const folder = await folderWith(t, { "in/a.txt": "A", "out/secret.txt": "secret" });
  const root = join(folder, "in");
  await mkdir(join(root, "links"));
  await symlink("../a.txt", join(root, "links/good"));
  await symlink("../../out/secret.txt", join(root, "links/bad"));
  await symlink("../../out", join(root, "links/folder"));
  await symlink(root, join(folder, "alias"));
  for (const store of [await folderStore(root), await folderStore(join(folder, "alias"))]) {
    assert.equal(new TextDecoder().decode(await store.read("links/good")), "A");
    await assert.rejects(store.read("links/bad"), outside);
    await assert.rejects(store.read("links/folder/secret.txt"), outside);
    assert.deepEqual(await listed(store), ["a.txt", "links/bad", "links/folder", "links/good"]);
  }
});

test("what cannot be read is not there", async (t) => {
  const store = await folderStore(await folderWith(t, { "b/c.txt": "C" }));
  const missing = { name: "DatasetError", message: /: there is no such file\.$/ };
  await assert.rejects(store.read("a.txt"), missing);
  await assert.rejects(store.read("b/c.txt/d"), missing);
  await assert.rejects(store.read("b"), {
    name: "DatasetError",
    message: /^b: not readable EISDIR/,
  });
  await assert.rejects(store.read("a\0b"), { name: "DatasetError" });
});
