"""Every way to have pictures classified, with Python's standard library alone:

    python3 examples/classify.py [PICTURE ...]

CLASSIFIER_URL  the service; http://localhost:7071 unless set
CLASSIFIER_KEY  a function key, or the master key to start batches too; locally none is needed
PICTURE_URL     a picture at a public address
"""

import base64
import json
import os
import sys
import time
import uuid
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

API = os.environ.get("CLASSIFIER_URL", "http://localhost:7071") + "/api"
KEY = os.environ.get("CLASSIFIER_KEY")
PICTURE_URL = os.environ.get("PICTURE_URL", "https://example.org/cat.jpg")
PHOTOS = Path(__file__).parent.parent / "test/fixtures/photos"


class ApiError(Exception):
    """An answer that is an error: its status, and its body, which has a code and a sentence."""

    def __init__(self, error: HTTPError):
        self.status = error.code
        super().__init__(f"{error.code} {error.read().decode()}")


def api(url, body=None, content_type="application/octet-stream", method=None):
    """Sends bytes, or anything else as JSON. Returns status, headers and body."""
    if body is not None and not isinstance(body, bytes):
        body, content_type = json.dumps(body).encode(), "application/json"
    headers = {"content-type": content_type} if body is not None else {}
    if KEY:
        headers["x-functions-key"] = KEY
    url = url if url.startswith("http") else API + url
    try:
        with urlopen(Request(url, body, headers, method=method), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        raise ApiError(error) from None


def wait_for(url, ended):
    """Asks every second, for a minute, until the JSON of the answer has ended."""
    for _ in range(60):
        try:
            answer = json.loads(api(url)[2])
            if ended(answer):
                return answer
        except ApiError as error:
            # A row is there as soon as the upload is noticed.
            if error.status != 404:
                raise
        time.sleep(1)
    raise TimeoutError(f"{url} did not end within a minute.")


def to_form(pictures):
    """The body of a form with a file for each picture, and its content type."""
    boundary = uuid.uuid4().hex
    parts = []
    for picture in pictures:
        name = picture.name.replace('"', "%22")
        head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        parts += [head.encode(), picture.read_bytes(), b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def show(labels):
    return ", ".join(f"{item['label']} {item['score']:.3f}" for item in labels)


def main(pictures):
    first = pictures[0]
    # A folder of its own for what this run stores.
    folder = f"examples/{uuid.uuid4()}"

    print("\n== one picture ==")
    print(show(json.loads(api("/classify?top_k=3", first.read_bytes())[2])))

    print("\n== rolled up ==")
    print(show(json.loads(api("/classify?rollup=true&top_k=3", first.read_bytes())[2])))

    print("\n== a picture at a URL ==")
    try:
        print(show(json.loads(api("/classify/url", {"url": PICTURE_URL})[2])))
    except ApiError as error:
        # Refused where the service may not fetch it, such as from an address of your own network.
        print(error)

    print("\n== several pictures ==")
    for item in json.loads(api("/classify?top_k=1", *to_form(pictures))[2]):
        print(f"{item['name']}: {show(item['labels'])}")

    print("\n== the contract of Azure ML ==")
    contents = [base64.b64encode(picture.read_bytes()).decode() for picture in pictures]
    request = {"input_data": contents, "params": {"top_k": 1}}
    for labels in json.loads(api("/score", request)[2]):
        print(show(labels))

    print("\n== an upload and its row ==")
    name = quote(first.name)
    _, headers, _ = api(f"/uploads/{folder}/{name}", first.read_bytes(), method="PUT")
    row = wait_for(headers["location"], lambda row: row["status"] != "queued")
    print(row["status"], show(row.get("labels", [])))

    print("\n== a batch ==")
    for picture in pictures:
        path = f"/batch-inputs/{folder}/{quote(picture.name)}"
        api(path, picture.read_bytes(), method="PUT")
    request = {"container": "batch-inputs", "prefix": f"{folder}/", "top_k": 1}
    _, headers, _ = api("/batches", request)
    batch = wait_for(headers["location"], lambda batch: batch["status"] != "Running")
    print(batch["status"], batch["totals"])
    print(api(f"/batches/{batch['id']}/predictions.csv")[2].decode())


if __name__ == "__main__":
    try:
        main([Path(path) for path in sys.argv[1:]] or [PHOTOS / "cat.jpg", PHOTOS / "coffee.jpg"])
    except URLError as error:
        sys.exit(f"{API} does not answer: {error.reason}. Locally: is `npm start` running?")
    except (ApiError, OSError) as error:
        sys.exit(str(error))
