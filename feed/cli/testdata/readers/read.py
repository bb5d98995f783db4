# Reads the feeds in a folder with feedparser, and prints all that it finds as JSON, without the parsed times.
import feedparser
import json
import sys


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if not k.endswith("_parsed")}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


found = {}
for form in ("rss.xml", "atom.xml"):
    d = feedparser.parse(sys.argv[1] + "/" + form)
    found["feedparser " + form] = {"bozo": bool(d.bozo), "feed": plain(d.feed), "entries": plain(d.entries)}
print(json.dumps(found))
