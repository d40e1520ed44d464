// Made by makeTypes.mjs from the service's /api/openapi.json. Do not edit.

/** Classify a picture: POST /api/classify */
export interface Classify {
  query: {
    /** How many labels to name. */
    "top_k"?: number;
    /** Labels with a lower score are left out. */
    "threshold"?: number;
    /** Name what the best labels have in common, by WordNet, and then wider nouns. */
    "rollup"?: boolean;
    /** Also tell how much each part of the picture spoke for its best label. */
    "explain"?: boolean;
    /** Answer without a label where the classifier is not sure. */
    "unsure"?: boolean;
    /** How logits become scores. */
    "function_to_apply"?: "softmax" | "sigmoid" | "none";
    /** The model that is expected to be served. */
    "model"?: string;
    /** A head of the model instead of its own classifier; several by commas. */
    "head"?: string;
    /** Accept one picture to be classified later; as does Prefer: respond-async. */
    "async"?: boolean;
    /** Where to send the result, signed, if it comes later. */
    "callback_url"?: string;
  };
  body: {
    "image/*": Blob;
    "application/octet-stream": Blob;
    "application/json": {
      /** A picture: base64, a data URL, or a public http or https URL. */
      "inputs": string;
      "parameters"?: {
        "top_k"?: number | null;
        "function_to_apply"?: "softmax" | "sigmoid" | "none" | null;
        "rollup"?: boolean | null;
        "unsure"?: boolean | null;
      } | null;
    } | {
      /** The public http or https URL of a picture. */
      "url": string;
    } | {
      /** Media type. The service ignores it and looks at the bytes. */
      "$content-type": string;
      /** Bytes of the picture in base64. */
      "$content": string;
    };
    "multipart/form-data": FormData;
  };
  answer: {
    "application/json": ({
      /** What is in the picture; null where unsure=true asked and no label is sure. */
      "label": string | null;
      /** A probability, or a logit where none is applied. */
      "score": number;
    })[] | ({
      "name": string;
      "labels": ({
        /** What is in the picture; null where unsure=true asked and no label is sure. */
        "label": string | null;
        /** A probability, or a logit where none is applied. */
        "score": number;
      })[];
      /** How much each part of the picture spoke for its best label. */
      "explanation"?: {
        /** The best label. */
        "label": string;
        /** What the grid covers of the upright picture, in pixels. */
        "box": {
          /** Its left edge. */
          "left": number;
          /** Its upper edge. */
          "top": number;
          /** Its width. */
          "width": number;
          /** Its height. */
          "height": number;
        };
        /** Rows of cells, from the top left: how much each part of the picture spoke for the label. What spoke against it is negative. */
        "grid": ((number)[])[];
      };
    })[] | {
      "labels": ({
        /** What is in the picture; null where unsure=true asked and no label is sure. */
        "label": string | null;
        /** A probability, or a logit where none is applied. */
        "score": number;
      })[];
      /** How much each part of the picture spoke for its best label. */
      "explanation": {
        /** The best label. */
        "label": string;
        /** What the grid covers of the upright picture, in pixels. */
        "box": {
          /** Its left edge. */
          "left": number;
          /** Its upper edge. */
          "top": number;
          /** Its width. */
          "width": number;
          /** Its height. */
          "height": number;
        };
        /** Rows of cells, from the top left: how much each part of the picture spoke for the label. What spoke against it is negative. */
        "grid": ((number)[])[];
      };
    };
    "text/csv": string;
  };
}

/** Classify a picture at a URL: POST /api/classify/url */
export interface ClassifyUrl {
  query: {
    /** How many labels to name. */
    "top_k"?: number;
    /** Labels with a lower score are left out. */
    "threshold"?: number;
    /** Name what the best labels have in common, by WordNet, and then wider nouns. */
    "rollup"?: boolean;
    /** Answer without a label where the classifier is not sure. */
    "unsure"?: boolean;
    /** Also tell how much each part of the picture spoke for its best label. */
    "explain"?: boolean;
    /** How logits become scores. */
    "function_to_apply"?: "softmax" | "sigmoid" | "none";
    /** The model that is expected to be served. */
    "model"?: string;
    /** A head of the model instead of its own classifier; several by commas. */
    "head"?: string;
  };
  body: {
    "application/json": {
      /** The public http or https URL of a picture. */
      "url": string;
    };
  };
  answer: {
    "application/json": ({
      /** What is in the picture; null where unsure=true asked and no label is sure. */
      "label": string | null;
      /** A probability, or a logit where none is applied. */
      "score": number;
    })[] | ({
      "name": string;
      "labels": ({
        /** What is in the picture; null where unsure=true asked and no label is sure. */
        "label": string | null;
        /** A probability, or a logit where none is applied. */
        "score": number;
      })[];
      /** How much each part of the picture spoke for its best label. */
      "explanation"?: {
        /** The best label. */
        "label": string;
        /** What the grid covers of the upright picture, in pixels. */
        "box": {
          /** Its left edge. */
          "left": number;
          /** Its upper edge. */
          "top": number;
          /** Its width. */
          "width": number;
          /** Its height. */
          "height": number;
        };
        /** Rows of cells, from the top left: how much each part of the picture spoke for the label. What spoke against it is negative. */
        "grid": ((number)[])[];
      };
    })[] | {
      "labels": ({
        /** What is in the picture; null where unsure=true asked and no label is sure. */
        "label": string | null;
        /** A probability, or a logit where none is applied. */
        "score": number;
      })[];
      /** How much each part of the picture spoke for its best label. */
      "explanation": {
        /** The best label. */
        "label": string;
        /** What the grid covers of the upright picture, in pixels. */
        "box": {
          /** Its left edge. */
          "left": number;
          /** Its upper edge. */
          "top": number;
          /** Its width. */
          "width": number;
          /** Its height. */
          "height": number;
        };
        /** Rows of cells, from the top left: how much each part of the picture spoke for the label. What spoke against it is negative. */
        "grid": ((number)[])[];
      };
    };
    "text/csv": string;
  };
}

/** Classify a list of pictures: POST /api/score */
export interface Score {
  query: {
    /** The model that is expected to be served. */
    "model"?: string;
    /** A head of the model instead of its own classifier; several by commas. */
    "head"?: string;
  };
  body: {
    "application/json": {
      "input_data": (string | {
        /** Media type. The service ignores it and looks at the bytes. */
        "$content-type": string;
        /** Bytes of the picture in base64. */
        "$content": string;
      })[] | {
        "columns": ["image"];
        "index"?: (number | string)[];
        "data": (string | {
          /** Media type. The service ignores it and looks at the bytes. */
          "$content-type": string;
          /** Bytes of the picture in base64. */
          "$content": string;
        } | [string | {
          /** Media type. The service ignores it and looks at the bytes. */
          "$content-type": string;
          /** Bytes of the picture in base64. */
          "$content": string;
        }])[];
      };
      /** What is wanted of labels. */
      "params"?: {
        /** How many labels to name; the number of the model's labels caps it. */
        "top_k"?: number;
        /** "null" puts an error object in the place of a bad picture; "fail" fails the request. */
        "on_error"?: "fail" | "null";
      };
    };
  };
  answer: {
    "application/json": (({
      /** What is in the picture; null where unsure=true asked and no label is sure. */
      "label": string | null;
      /** A probability, or a logit where none is applied. */
      "score": number;
    })[] | {
      "error": {
        "code": string;
        "message": string;
      };
    })[];
  };
}

/** Upload a picture: PUT /api/uploads/{blob} */
export interface Upload {
  body: {
    "image/*": Blob;
    "application/octet-stream": Blob;
  };
  answer: {
    "application/json": {
      /** The container of the blob. */
      "container": string;
      /** Path of the blob in its container. */
      "blob": string;
      /** The version of the blob. */
      "etag": string;
      /** Bytes of the blob. */
      "size": number;
      /** The address of the picture's row. */
      "classification": string;
    };
  };
}

/** List classifications: GET /api/classifications/{container} */
export interface ListClassifications {
  query: {
    /** Only blobs whose paths begin with this. */
    "prefix"?: string;
    /** Only those that wait, that succeeded, or that failed. */
    "status"?: "queued" | "succeeded" | "failed";
    /** Only pictures whose best label is this, letter by letter. */
    "label"?: string;
    /** Only pictures whose best label has at least this score. */
    "min_score"?: number;
    /** Only what was queued or completed at this time or later. */
    "since"?: string;
    /** How many labels of a picture to name at most. */
    "top_k"?: number;
    /** By name, or the newest first, of at most 10,000 rows. */
    "order"?: "name" | "newest";
    /** Rows of a page at most; 100 if it is left out. */
    "limit"?: number;
    /** Of the page before, with the same filters and order. */
    "continuation"?: string;
    /** JSON or CSV; goes before the header Accept. */
    "format"?: "json" | "csv";
  };
  answer: {
    "application/json": {
      /** The rows of the page. */
      "value": ({
        /** The container of the blob. */
        "container": string;
        /** Path of the blob in its container. */
        "blob": string;
        /** The version of the blob. */
        "etag": string;
        /** Bytes of the blob. */
        "size": number;
        /** Whether it waits, has succeeded or has failed. */
        "status": "queued" | "succeeded" | "failed";
        /** When it was noted as waiting. */
        "queued_at": string;
        /** When its outcome was written. */
        "completed_at"?: string;
        /** Best first, where it succeeded. */
        "labels"?: ({
          /** What is in the picture; null where unsure=true asked and no label is sure. */
          "label": string | null;
          /** A probability, or a logit where none is applied. */
          "score": number;
        })[];
        /** What gave the labels. */
        "model"?: {
          /** The name of the model. */
          "name": string;
          /** The model's version. */
          "version": string;
          /** The model's head that gave the labels. */
          "head"?: string;
          /** Its version, where it is published. */
          "head_version"?: number;
        };
        /** Pixels of the upright picture, across. */
        "width"?: number;
        /** Pixels of the upright picture, down. */
        "height"?: number;
        /** How many attempts at a queued picture have failed so far. */
        "attempts"?: number;
        /** From the download to the answer. */
        "milliseconds"?: number;
        /** Error of the picture, or of the last attempt if the status is queued. */
        "error"?: {
          /** A stable code for programs. */
          "code": string;
          /** What went wrong. */
          "message": string;
        };
      })[];
      /** What to ask for the next page with; the last page has none. */
      "continuation"?: string;
      /** The address of the next page, if there is one. */
      "next"?: string;
    };
    "text/csv": string;
  };
}

/** Get a classification: GET /api/classifications/{container}/{blob} */
export interface GetClassification {
  answer: {
    "application/json": {
      /** The container of the blob. */
      "container": string;
      /** Path of the blob in its container. */
      "blob": string;
      /** The version of the blob. */
      "etag": string;
      /** Bytes of the blob. */
      "size": number;
      /** Whether it waits, has succeeded or has failed. */
      "status": "queued" | "succeeded" | "failed";
      /** When it was noted as waiting. */
      "queued_at": string;
      /** When its outcome was written. */
      "completed_at"?: string;
      /** Best first, where it succeeded. */
      "labels"?: ({
        /** What is in the picture; null where unsure=true asked and no label is sure. */
        "label": string | null;
        /** A probability, or a logit where none is applied. */
        "score": number;
      })[];
      /** What gave the labels. */
      "model"?: {
        /** The name of the model. */
        "name": string;
        /** The model's version. */
        "version": string;
        /** The model's head that gave the labels. */
        "head"?: string;
        /** Its version, where it is published. */
        "head_version"?: number;
      };
      /** Pixels of the upright picture, across. */
      "width"?: number;
      /** Pixels of the upright picture, down. */
      "height"?: number;
      /** How many attempts at a queued picture have failed so far. */
      "attempts"?: number;
      /** From the download to the answer. */
      "milliseconds"?: number;
      /** Error of the picture, or of the last attempt if the status is queued. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Get a result: GET /api/results/{resultId} */
export interface GetResult {
  answer: {
    "application/json": ({
      /** What is in the picture; null where unsure=true asked and no label is sure. */
      "label": string | null;
      /** A probability, or a logit where none is applied. */
      "score": number;
    })[];
    "text/csv": string;
  };
}

/** End a result: DELETE /api/results/{resultId} */
export interface EndResult {
  answer: {
    "application/json": {
      /** The id of what has ended. */
      "id": string;
    };
  };
}

/** Start a batch: POST /api/batches */
export interface StartBatch {
  body: {
    "application/json": {
      /** The container that has the pictures. */
      "container": string;
      /** Only blobs whose names begin with this. */
      "prefix"?: string;
      /** A name for people. */
      "name"?: string;
      /** The model that is expected to be served. */
      "model"?: string;
      /** How many labels to name; the number of the model's labels caps it. */
      "top_k"?: number;
      /** Pictures of one queue message, which is also what is tried again. */
      "mini_batch_size"?: number;
      /** Pictures that may fail before the batch does; -1 for any number. */
      "error_threshold"?: number;
      /** How often a mini-batch is tried again where a failure may pass. */
      "max_retries"?: number;
      /** Deletes a folder of batch-inputs when its batch has ended. */
      "delete_inputs"?: boolean;
    };
  };
  answer: {
    "application/json": {
      /** The id of the batch. */
      "id": string;
      /** The name that it was given, for people. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** The container that has the pictures. */
      "container": string;
      /** What the names of its blobs begin with. */
      "prefix": string;
      /** The model that classifies, once it is known. */
      "model": string;
      /** Labels of each picture. */
      "top_k": number;
      /** Pictures of one mini-batch. */
      "mini_batch_size": number;
      /** Pictures that may fail; -1 for any number. */
      "error_threshold": number;
      /** How often a mini-batch is tried again. */
      "max_retries": number;
      /** Whether its end deletes the pictures. */
      "delete_inputs": boolean;
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** Whether the number of pictures found is final. */
      "listed": boolean;
      /** How many pictures there are in each state. */
      "totals": {
        /** Pictures found so far. */
        "found": number;
        /** Pictures that wait. */
        "queued": number;
        /** Pictures that have labels. */
        "succeeded": number;
        /** Pictures that cannot be classified. */
        "failed": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until it ends, at this rate. */
      "seconds_left"?: number;
      /** Blobs, as container and path. */
      "outputs"?: {
        /** A table for people. */
        "predictions.csv"?: string;
        /** A line for each picture. */
        "predictions.jsonl"?: string;
        /** The totals. */
        "summary.json"?: string;
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Get a batch: GET /api/batches/{batchId} */
export interface GetBatch {
  answer: {
    "application/json": {
      /** The id of the batch. */
      "id": string;
      /** The name that it was given, for people. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** The container that has the pictures. */
      "container": string;
      /** What the names of its blobs begin with. */
      "prefix": string;
      /** The model that classifies, once it is known. */
      "model": string;
      /** Labels of each picture. */
      "top_k": number;
      /** Pictures of one mini-batch. */
      "mini_batch_size": number;
      /** Pictures that may fail; -1 for any number. */
      "error_threshold": number;
      /** How often a mini-batch is tried again. */
      "max_retries": number;
      /** Whether its end deletes the pictures. */
      "delete_inputs": boolean;
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** Whether the number of pictures found is final. */
      "listed": boolean;
      /** How many pictures there are in each state. */
      "totals": {
        /** Pictures found so far. */
        "found": number;
        /** Pictures that wait. */
        "queued": number;
        /** Pictures that have labels. */
        "succeeded": number;
        /** Pictures that cannot be classified. */
        "failed": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until it ends, at this rate. */
      "seconds_left"?: number;
      /** Blobs, as container and path. */
      "outputs"?: {
        /** A table for people. */
        "predictions.csv"?: string;
        /** A line for each picture. */
        "predictions.jsonl"?: string;
        /** The totals. */
        "summary.json"?: string;
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Cancel a batch: DELETE /api/batches/{batchId} */
export interface CancelBatch {
  answer: {
    "application/json": {
      /** The id of the batch. */
      "id": string;
      /** The name that it was given, for people. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** The container that has the pictures. */
      "container": string;
      /** What the names of its blobs begin with. */
      "prefix": string;
      /** The model that classifies, once it is known. */
      "model": string;
      /** Labels of each picture. */
      "top_k": number;
      /** Pictures of one mini-batch. */
      "mini_batch_size": number;
      /** Pictures that may fail; -1 for any number. */
      "error_threshold": number;
      /** How often a mini-batch is tried again. */
      "max_retries": number;
      /** Whether its end deletes the pictures. */
      "delete_inputs": boolean;
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** Whether the number of pictures found is final. */
      "listed": boolean;
      /** How many pictures there are in each state. */
      "totals": {
        /** Pictures found so far. */
        "found": number;
        /** Pictures that wait. */
        "queued": number;
        /** Pictures that have labels. */
        "succeeded": number;
        /** Pictures that cannot be classified. */
        "failed": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until it ends, at this rate. */
      "seconds_left"?: number;
      /** Blobs, as container and path. */
      "outputs"?: {
        /** A table for people. */
        "predictions.csv"?: string;
        /** A line for each picture. */
        "predictions.jsonl"?: string;
        /** The totals. */
        "summary.json"?: string;
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Get predictions: GET /api/batches/{batchId}/{file} */
export interface GetPredictions {
  answer: {
    "text/csv": string;
    "application/jsonl": string;
  };
}

/** Upload a picture for a batch: PUT /api/batch-inputs/{blob} */
export interface UploadBatchInput {
  body: {
    "image/*": Blob;
    "application/octet-stream": Blob;
  };
  answer: {
    "application/json": {
      /** The container of the blob. */
      "container": string;
      /** Path of the blob in its container. */
      "blob": string;
      /** The version of the blob. */
      "etag": string;
      /** Bytes of the blob. */
      "size": number;
    };
  };
}

/** Start a training: POST /api/trainings */
export interface StartTraining {
  body: {
    "application/json": {
      /** The name of the head, for ?head=NAME. */
      "name": string;
      /** Labelled pictures in the app's storage account. */
      "data": {
        /** The container that has the pictures. */
        "container": string;
        /** The folder that has a folder for each label, an MLTable or a labels.csv; or a .jsonl or .csv file. */
        "prefix"?: string;
      };
      /** One or several labels a picture; by default as the data says. */
      "task"?: "single-label" | "multi-label";
      /** Measures with so many folds, and trains on all pictures. */
      "folds"?: number;
      /** Measures with this part of the pictures; 0.2 by default. */
      "holdout"?: number;
      /** Measures with these pictures. */
      "validation"?: {
        /** The container that has the pictures. */
        "container": string;
        /** The folder that has a folder for each label, an MLTable or a labels.csv; or a .jsonl or .csv file. */
        "prefix"?: string;
      };
      /** Also learns from so many views of each picture. */
      "augment"?: number;
      /** Rare labels count as much as frequent ones. */
      "balanced"?: boolean;
      /** Softens the targets. */
      "label_smoothing"?: number;
      /** The same seed gives the same head. */
      "seed"?: number;
      /** Precision that each label's threshold shall reach; by default the best F1. */
      "precision"?: number;
      /** Whether the new version becomes the current one. */
      "promote"?: "never" | "if_better" | "always";
    };
  };
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** List trainings: GET /api/trainings */
export interface ListTrainings {
  answer: {
    "application/json": {
      /** Newest first, at most 100. */
      "value": ({
        /** The id of the training or evaluation. */
        "id": string;
        /** The name that it was given. */
        "name": string;
        /** Whether it runs, or how it ended. */
        "status": "Running" | "Succeeded" | "Failed" | "Canceled";
        /** What it does now. */
        "step": "list" | "features" | "fit" | "done";
        /** When it was started. */
        "created_at": string;
        /** When it ended. */
        "finished_at"?: string;
        /** How many pictures there are. */
        "pictures": {
          /** Pictures in the data. */
          "found": number;
          /** Pictures that were read. */
          "done": number;
          /** Pictures that cannot be used. */
          "left_out": number;
        };
        /** Pictures per second since it was started. */
        "rate": number;
        /** Seconds until all pictures are read. */
        "seconds_left"?: number;
        /** The first pictures that are left out. */
        "problems": ({
          /** The picture, as the data names it. */
          "name": string;
          /** A stable word for programs. */
          "reason": string;
          /** What is wrong with it. */
          "detail": string;
        })[];
        /** The labels that it knows. */
        "labels"?: (string)[];
        /** Metrics by Azure ML's names. */
        "metrics"?: {
        };
        /** The published version of the head. */
        "version"?: number;
        /** Whether that became the current one. */
        "current"?: boolean;
        /** Addresses of the files that it wrote, by their names. */
        "results"?: {
        };
        /** Why it failed. */
        "error"?: {
          /** A stable code for programs. */
          "code": string;
          /** What went wrong. */
          "message": string;
        };
      })[];
    };
  };
}

/** Get a training: GET /api/trainings/{id} */
export interface GetTraining {
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Cancel a training: DELETE /api/trainings/{id} */
export interface CancelTraining {
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Get a result of a training: GET /api/trainings/{id}/{file} */
export interface GetTrainingFile {
  answer: {
    "text/html": string;
    "application/json": unknown;
    "text/markdown": string;
  };
}

/** Start an evaluation: POST /api/evaluations */
export interface StartEvaluation {
  body: {
    "application/json": {
      /** Labelled pictures in the app's storage account. */
      "data": {
        /** The container that has the pictures. */
        "container": string;
        /** The folder that has a folder for each label, an MLTable or a labels.csv; or a .jsonl or .csv file. */
        "prefix"?: string;
      };
      /** The head to measure, or a version of it: fridge@3. By default the model's own. */
      "head"?: string;
      /** One or several labels a picture; by default as the data says. */
      "task"?: "single-label" | "multi-label";
      /** Score from which a label counts, of several. */
      "threshold"?: number;
      /** A name for people. */
      "name"?: string;
    };
  };
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** List evaluations: GET /api/evaluations */
export interface ListEvaluations {
  answer: {
    "application/json": {
      /** Newest first, at most 100. */
      "value": ({
        /** The id of the training or evaluation. */
        "id": string;
        /** The name that it was given. */
        "name": string;
        /** Whether it runs, or how it ended. */
        "status": "Running" | "Succeeded" | "Failed" | "Canceled";
        /** What it does now. */
        "step": "list" | "features" | "fit" | "done";
        /** When it was started. */
        "created_at": string;
        /** When it ended. */
        "finished_at"?: string;
        /** How many pictures there are. */
        "pictures": {
          /** Pictures in the data. */
          "found": number;
          /** Pictures that were read. */
          "done": number;
          /** Pictures that cannot be used. */
          "left_out": number;
        };
        /** Pictures per second since it was started. */
        "rate": number;
        /** Seconds until all pictures are read. */
        "seconds_left"?: number;
        /** The first pictures that are left out. */
        "problems": ({
          /** The picture, as the data names it. */
          "name": string;
          /** A stable word for programs. */
          "reason": string;
          /** What is wrong with it. */
          "detail": string;
        })[];
        /** The labels that it knows. */
        "labels"?: (string)[];
        /** Metrics by Azure ML's names. */
        "metrics"?: {
        };
        /** The published version of the head. */
        "version"?: number;
        /** Whether that became the current one. */
        "current"?: boolean;
        /** Addresses of the files that it wrote, by their names. */
        "results"?: {
        };
        /** Why it failed. */
        "error"?: {
          /** A stable code for programs. */
          "code": string;
          /** What went wrong. */
          "message": string;
        };
      })[];
    };
  };
}

/** Get an evaluation: GET /api/evaluations/{id} */
export interface GetEvaluation {
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Cancel an evaluation: DELETE /api/evaluations/{id} */
export interface CancelEvaluation {
  answer: {
    "application/json": {
      /** The id of the training or evaluation. */
      "id": string;
      /** The name that it was given. */
      "name": string;
      /** Whether it runs, or how it ended. */
      "status": "Running" | "Succeeded" | "Failed" | "Canceled";
      /** What it does now. */
      "step": "list" | "features" | "fit" | "done";
      /** When it was started. */
      "created_at": string;
      /** When it ended. */
      "finished_at"?: string;
      /** How many pictures there are. */
      "pictures": {
        /** Pictures in the data. */
        "found": number;
        /** Pictures that were read. */
        "done": number;
        /** Pictures that cannot be used. */
        "left_out": number;
      };
      /** Pictures per second since it was started. */
      "rate": number;
      /** Seconds until all pictures are read. */
      "seconds_left"?: number;
      /** The first pictures that are left out. */
      "problems": ({
        /** The picture, as the data names it. */
        "name": string;
        /** A stable word for programs. */
        "reason": string;
        /** What is wrong with it. */
        "detail": string;
      })[];
      /** The labels that it knows. */
      "labels"?: (string)[];
      /** Metrics by Azure ML's names. */
      "metrics"?: {
      };
      /** The published version of the head. */
      "version"?: number;
      /** Whether that became the current one. */
      "current"?: boolean;
      /** Addresses of the files that it wrote, by their names. */
      "results"?: {
      };
      /** Why it failed. */
      "error"?: {
        /** A stable code for programs. */
        "code": string;
        /** What went wrong. */
        "message": string;
      };
    };
  };
}

/** Get a result of an evaluation: GET /api/evaluations/{id}/{file} */
export interface GetEvaluationFile {
  answer: {
    "text/html": string;
    "application/json": unknown;
  };
}

/** Upload a labelled picture: PUT /api/training-data/{blob} */
export interface UploadTrainingData {
  body: {
    "image/*": Blob;
    "application/octet-stream": Blob;
  };
  answer: {
    "application/json": {
      /** The container of the blob. */
      "container": string;
      /** Path of the blob in its container. */
      "blob": string;
      /** The version of the blob. */
      "etag": string;
      /** Bytes of the blob. */
      "size": number;
    };
  };
}

/** Delete a labelled picture: DELETE /api/training-data/{blob} */
export interface DeleteTrainingData {
  answer: {
    "application/json": {
      /** The container of the blob. */
      "container": string;
      /** Path of the blob in its container. */
      "blob": string;
    };
  };
}

/** When a picture is classified: POST /api/subscriptions/rows */
export interface WhenPictureIsClassified {
  body: {
    "application/json": {
      /** Where notifications are sent, by POST and signed. It is never answered or logged. */
      "callback_url": string;
      /** Only what is in this container. */
      "container"?: string;
      /** Only blobs whose paths begin with this; of batches, only those of such prefixes. */
      "prefix"?: string;
      /** Only what succeeded, or only what failed. */
      "outcome"?: "succeeded" | "failed";
      /** Only pictures whose best label is this, letter by letter. */
      "label"?: string;
      /** Only pictures whose best label has at least this score. */
      "min_score"?: number;
    };
  };
  answer: {
    "application/json": {
      /** The id of the subscription. */
      "id": string;
      /** What it is about. */
      "kind": "row" | "batch";
      /** The container that it asks for. */
      "container"?: string;
      /** What paths must begin with. */
      "prefix"?: string;
      /** The best label that it asks for. */
      "label"?: string;
      /** Of that label. */
      "min_score"?: number;
      /** The outcome that it asks for. */
      "outcome"?: "succeeded" | "failed";
    };
  };
}

/** When a batch ends: POST /api/subscriptions/batches */
export interface WhenBatchEnds {
  body: {
    "application/json": {
      /** Where notifications are sent, by POST and signed. It is never answered or logged. */
      "callback_url": string;
      /** Only what is in this container. */
      "container"?: string;
      /** Only blobs whose paths begin with this; of batches, only those of such prefixes. */
      "prefix"?: string;
      /** Only what succeeded, or only what failed. */
      "outcome"?: "succeeded" | "failed";
    };
  };
  answer: {
    "application/json": {
      /** The id of the subscription. */
      "id": string;
      /** What it is about. */
      "kind": "row" | "batch";
      /** The container that it asks for. */
      "container"?: string;
      /** What paths must begin with. */
      "prefix"?: string;
      /** The best label that it asks for. */
      "label"?: string;
      /** Of that label. */
      "min_score"?: number;
      /** The outcome that it asks for. */
      "outcome"?: "succeeded" | "failed";
    };
  };
}

/** Subscribe: POST /api/subscriptions */
export interface Subscribe {
  body: {
    "application/json": {
      /** Where notifications are sent, by POST and signed. It is never answered or logged. */
      "callback_url": string;
      /** Only what is in this container. */
      "container"?: string;
      /** Only blobs whose paths begin with this; of batches, only those of such prefixes. */
      "prefix"?: string;
      /** Only what succeeded, or only what failed. */
      "outcome"?: "succeeded" | "failed";
      /** Only pictures whose best label is this, letter by letter. */
      "label"?: string;
      /** Only pictures whose best label has at least this score. */
      "min_score"?: number;
      /** Each picture that is classified, or each batch that ends. */
      "kind"?: "row" | "batch";
    };
  };
  answer: {
    "application/json": {
      /** The id of the subscription. */
      "id": string;
      /** What it is about. */
      "kind": "row" | "batch";
      /** The container that it asks for. */
      "container"?: string;
      /** What paths must begin with. */
      "prefix"?: string;
      /** The best label that it asks for. */
      "label"?: string;
      /** Of that label. */
      "min_score"?: number;
      /** The outcome that it asks for. */
      "outcome"?: "succeeded" | "failed";
    };
  };
}

/** Unsubscribe: DELETE /api/subscriptions/{subscriptionId} */
export interface Unsubscribe {
  answer: {
    "application/json": {
      /** The id of what has ended. */
      "id": string;
    };
  };
}

/** Classify a picture and wait: POST /api/classify/wait */
export interface ClassifyAndWait {
  query: {
    /** How many labels to name. */
    "top_k"?: number;
    /** Labels with a lower score are left out. */
    "threshold"?: number;
    /** How logits become scores. */
    "function_to_apply"?: "softmax" | "sigmoid" | "none";
    /** The model that is expected to be served. */
    "model"?: string;
    /** A head of the model instead of its own classifier; several by commas. */
    "head"?: string;
  };
  body: {
    "application/json": {
      /** Where notifications are sent, by POST and signed. It is never answered or logged. */
      "callback_url": string;
      "picture": string | {
        /** Media type. The service ignores it and looks at the bytes. */
        "$content-type": string;
        /** Bytes of the picture in base64. */
        "$content": string;
      };
    };
  };
  answer: {
    "application/json": {
      /** The id of the accepted request. */
      "id": string;
      /** It waits to be classified. */
      "status": "queued";
    };
  };
}

/** List containers: GET /api/containers */
export interface ListContainers {
  answer: {
    "application/json": {
      /** In alphabetical order. */
      "value": ({
        /** The name, as requests take it. */
        "name": string;
      })[];
    };
  };
}

/** List heads: GET /api/heads */
export interface ListHeads {
  answer: {
    "application/json": {
      /** In alphabetical order. */
      "value": ({
        /** The name, as requests take it. */
        "name": string;
        /** The version that answers; missing where none was promoted. */
        "current"?: number;
        /** Whether a picture has one label or any number. */
        "task": "single-label" | "multi-label";
        /** All labels, in the order of the logits. */
        "labels": (string)[];
        /** Published versions, newest first; none of a head in the model's folder. */
        "versions": ({
          /** The number of the version, from 1. */
          "version": number;
          /** When it was published. */
          "created_at": string;
          /** What published it. */
          "training_id": string;
          /** What it learnt from. */
          "data": {
            /** The container of the labelled pictures. */
            "container": string;
            /** The beginning of their names. */
            "prefix"?: string;
          };
          /** Measured on held-out pictures, by Azure ML's names. */
          "metrics": {
          };
          /** Whether a picture has one label or any number. */
          "task": "single-label" | "multi-label";
          /** All labels, in the order of the logits. */
          "labels": (string)[];
        })[];
      })[];
    };
  };
}

/** Get a head: GET /api/heads/{name} */
export interface GetHead {
  answer: {
    "application/json": {
      /** The name, as requests take it. */
      "name": string;
      /** The version that answers; missing where none was promoted. */
      "current"?: number;
      /** Whether a picture has one label or any number. */
      "task": "single-label" | "multi-label";
      /** All labels, in the order of the logits. */
      "labels": (string)[];
      /** Published versions, newest first; none of a head in the model's folder. */
      "versions": ({
        /** The number of the version, from 1. */
        "version": number;
        /** When it was published. */
        "created_at": string;
        /** What published it. */
        "training_id": string;
        /** What it learnt from. */
        "data": {
          /** The container of the labelled pictures. */
          "container": string;
          /** The beginning of their names. */
          "prefix"?: string;
        };
        /** Measured on held-out pictures, by Azure ML's names. */
        "metrics": {
        };
        /** Whether a picture has one label or any number. */
        "task": "single-label" | "multi-label";
        /** All labels, in the order of the logits. */
        "labels": (string)[];
      })[];
    };
  };
}

/** Get a file of a head: GET /api/heads/{name}/versions/{version}/{file} */
export interface GetHeadFile {
  answer: {
    "text/html": string;
    "text/markdown": string;
    "application/json": {
    };
  };
}

/** Promote a head: POST /api/heads/{name}/versions/{version}/promote */
export interface PromoteHead {
  answer: {
    "application/json": {
      /** The name, as requests take it. */
      "name": string;
      /** The version that answers; missing where none was promoted. */
      "current"?: number;
      /** Whether a picture has one label or any number. */
      "task": "single-label" | "multi-label";
      /** All labels, in the order of the logits. */
      "labels": (string)[];
      /** Published versions, newest first; none of a head in the model's folder. */
      "versions": ({
        /** The number of the version, from 1. */
        "version": number;
        /** When it was published. */
        "created_at": string;
        /** What published it. */
        "training_id": string;
        /** What it learnt from. */
        "data": {
          /** The container of the labelled pictures. */
          "container": string;
          /** The beginning of their names. */
          "prefix"?: string;
        };
        /** Measured on held-out pictures, by Azure ML's names. */
        "metrics": {
        };
        /** Whether a picture has one label or any number. */
        "task": "single-label" | "multi-label";
        /** All labels, in the order of the logits. */
        "labels": (string)[];
      })[];
    };
  };
}

/** Delete a version of a head: DELETE /api/heads/{name}/versions/{version} */
export interface DeleteHeadVersion {
  answer: {
    "application/json": {
      /** The number of the version, from 1. */
      "version": number;
      /** The name, as requests take it. */
      "name": string;
    };
  };
}

/** Get the model: GET /api/model */
export interface GetModel {
  answer: {
    "application/json": {
      /** The name of the model. */
      "name": string;
      /** The version of the model. */
      "version": string;
      /** Whether a picture has one label or any number. */
      "task": "single-label" | "multi-label";
      /** All labels, in the order of the logits. */
      "labels": (string)[];
      /** Classifiers that the model has beside its own. */
      "heads": ({
        /** As requests take it. */
        "name": string;
        /** The published version that answers. */
        "current"?: number;
        /** Whether a picture has one label or any number. */
        "task": "single-label" | "multi-label";
        /** All labels, in the order of the logits. */
        "labels": (string)[];
        /** All published versions, newest first. */
        "versions": (number)[];
      })[];
      /** What a picture is brought to; missing where it depends on the picture. */
      "input_size"?: {
        /** Pixels across. */
        "width": number;
        /** Pixels down. */
        "height": number;
      };
      /** Formats of pictures. */
      "formats": ("jpeg" | "png" | "webp" | "gif" | "tiff" | "avif")[];
      /** What the service takes; each is named as its setting. */
      "limits": {
        /** Bytes of one encoded picture. */
        "max_image_bytes": number;
        /** Width × height of one picture. */
        "max_image_pixels": number;
        /** Pixels of the longer side of one picture. */
        "max_image_side": number;
        /** Pictures of one request. */
        "max_images_per_request": number;
        /** Bytes of a request's body. */
        "max_request_bytes": number;
      };
    };
  };
}

/** Get the service's health: GET /api/health */
export interface Health {
  answer: {
    "application/json": {
      /** Always the same; else there is an error. */
      "status": "healthy";
      /** The model that is served. */
      "model": {
        /** The name of the model. */
        "name": string;
        /** The version of the model. */
        "version": string;
        /** Whether a picture has one label or any number. */
        "task": "single-label" | "multi-label";
        /** How many labels the model knows. */
        "labels": number;
      };
      /** What runs the model. */
      "runtime": {
        /** Version of Node.js. */
        "node": string;
        /** Version of ONNX Runtime. */
        "onnxruntime": string;
        /** Version of sharp. */
        "sharp": string;
        /** Version of libvips. */
        "libvips": string;
      };
    };
  };
}
