"""read_files.py READER JOB: runs the jobs of a JSON file with collimate.py and prints what came out as JSON.

A job is {"path", "columns", "rows"}; an outcome {"columns": [[name, type, SHA-256 of the bytes], ...]},
{"refused": message} or {"crashed": message}.
"""

import hashlib
import importlib.util
import json
import sys
import traceback

spec = importlib.util.spec_from_file_location("collimate", sys.argv[1])
collimate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(collimate)


def outcome(job):
    try:
        table = collimate.load(job["path"], job.get("columns"), job.get("rows"))
    except collimate.CollimateError as error:
        return {"refused": str(error)}
    except Exception:
        return {"crashed": traceback.format_exc()}
    return {
        "columns": [
            [name, values.dtype.name, hashlib.sha256(values.tobytes()).hexdigest()] for name, values in table.items()
        ]
    }


with open(sys.argv[2], encoding="utf-8") as file:
    print(json.dumps([outcome(job) for job in json.load(file)]))
