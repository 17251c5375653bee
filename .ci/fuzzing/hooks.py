"""Which questions the API may refuse though its schema allows them: those that OpenAPI 3.1 has no means to rule out.

It describes one parameter at a time, and neither a cursor's signature, nor the meaning of a word, nor what is in the
future.
"""

import os

import beside
import schemathesis

# By code: whether a fault of this parameter, in this query, is one that a schema cannot speak of.
UNSPEAKABLE = {
    "unsupported_combination": lambda param, query: True,
    "reversed_range": lambda param, query: len(query) > 1,
    "unknown_value": lambda param, query: "as_of" in query,
    "out_of_range": lambda param, query: param == "as_of",
    "invalid_cursor": lambda param, query: param == "cursor",
    "invalid": lambda param, query: param == "q",
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    beside.close_lists(raw_schema, os.environ["FUZZED_SITE"])
    beside.open_answers(raw_schema)
    beside.name_statuses(raw_schema)


@schemathesis.check
def refuses_only_what_a_schema_cannot_rule_out(ctx, response, case):
    if response.status_code != 400 or not case.meta.generation.mode.is_positive:
        return
    for fault in response.json()["errors"]:
        param, code = fault["param"], fault["code"]
        if param not in case.query or not UNSPEAKABLE.get(code, lambda *_: False)(param, case.query):
            raise AssertionError(f"{param} is refused as {code}, which the schema should say: {fault['detail']}")
