"""MemPalace over JSON lines: {"op": "add" | "search" | "stored", ...} in, {"ok": ...} or {"error": ...} out."""

import json
import os
import sys

# The answers keep the real stdout to themselves; whatever MemPalace prints goes to stderr.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

from mempalace.mcp_server import tool_add_drawer
from mempalace.palace import get_collection
from mempalace.searcher import search_memories

palace = os.environ["MEMPALACE_PALACE_PATH"]
# What it takes as one content, in characters; it splits that into drawers of 800 itself.
longest = 100_000


def add(request):
    for item in request["items"]:
        text = item["text"]
        for start in range(0, len(text), longest):
            outcome = tool_add_drawer(
                wing="bench",
                room=item["room"],
                content=text[start : start + longest],
                source_file=item["id"],
            )
            if not outcome.get("success"):
                raise RuntimeError(f"tool_add_drawer: {outcome.get('error')}")
    return None


def search(request):
    found = search_memories(
        request["text"],
        palace_path=palace,
        n_results=request["k"],
        candidate_strategy="union",
    )
    if "error" in found:
        raise RuntimeError(f"search_memories: {found['error']}")
    return [{"id": hit["source_path"], "text": hit["text"]} for hit in found["results"]]


def stored(_request):
    rows = get_collection(palace, create=False).get(include=["metadatas"])
    return len({row["source_file"] for row in rows["metadatas"]})


operations = {"add": add, "search": search, "stored": stored}
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"ok": operations[request["op"]](request)}
    except Exception as error:  # every failure of the peer is the bench's to print
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
