namespace Capsule.Mcp;

/// <summary>The JSON schemas of the server's tools, docs/reference/mcp.md.</summary>
internal static class McpSchemas
{
    private const string Error = """
        {"type": ["object", "null"], "properties": {"error_type": {"type": "string"}, "message": {"type": "string"}, "traceback": {"type": "string"}}, "required": ["error_type", "message"]}
        """;

    private const string Limits = """
        "timeout": {"type": ["string", "number"], "description": "Time of a call, such as 30s, 2m or a number of seconds; the server has a cap."},
            "compute": {"type": ["string", "integer"], "description": "Compute of a call: LOW, MEDIUM, HIGH, or a number of units."}
        """;

    private const string Ram = """
        "ram": {"type": ["string", "integer"], "description": "Memory, such as 256MB; the server has a cap."}
        """;

    internal const string Execute = $$$"""
        {"type": "object", "additionalProperties": false, "required": ["code"], "properties": {
            "code": {"type": "string", "description": "Python. The value of the last expression is the result; await works."},
            "args": {"description": "Any JSON value, which the code finds as args."},
            {{{Limits}}}, {{{Ram}}}
        }}
        """;

    internal const string ExecuteTypeScript = $$$"""
        {"type": "object", "additionalProperties": false, "required": ["code"], "properties": {
            "code": {"type": "string", "description": "TypeScript or JavaScript. The value of the last expression is the result; await and import work."},
            "args": {"description": "Any JSON value, which the code finds as args."},
            {{{Limits}}}, {{{Ram}}}
        }}
        """;

    internal const string CreateSession = $$$"""
        {"type": "object", "additionalProperties": false, "properties": {
            "language": {"type": "string", "enum": ["python", "typescript"], "description": "The language of the cells; python by default."}, {{{Limits}}}, {{{Ram}}}}}
        """;

    internal const string RunTask = $$$"""
        {"type": "object", "additionalProperties": false, "required": ["task"], "properties": {
            "task": {"type": "string", "description": "A name that list_tasks gives."},
            "args": {"type": "array", "description": "Arguments by position."},
            "kwargs": {"type": "object", "description": "Arguments by name."},
            {{{Limits}}}, {{{Ram}}}
        }}
        """;

    private const string Outcome = $$$"""
        "success": {"type": "boolean"},
            "result": {"description": "The value; its repr where JSON has no form for it; a string with its beginning and its end where it was cut."},
            "result_was_cut": {"type": "boolean"}, "result_size": {"type": "integer", "description": "Characters of the whole."},
            "error": {{{Error}}},
            "output": {"type": "string", "description": "What was printed, to both streams; its beginning and its end where it was cut."},
            "output_was_cut": {"type": "boolean"}, "output_size": {"type": "integer", "description": "Characters that were printed."},
            "data": {"type": "object", "description": "Representations of the value by MIME type, without its images and its repr."},
            "displayed": {"type": "array", "items": {"type": "object"}, "description": "What the code displayed, each like data."},
            "representations_left_out": {"type": "integer", "description": "Representations that say the same at greater length, or are too long for the answer."},
            "images": {"type": "integer", "description": "How many images follow as image content: what was displayed, then the value."},
            "images_left_out": {"type": "integer", "description": "Images that are too large or too many, or none."},
            "hint": {"type": "string", "description": "What to do about code that shows nothing."},
            "files": {"type": "array", "description": "Files that the code made or changed in its workspace; uri is a resource.", "items": {
                "type": "object", "required": ["path", "size", "uri"], "properties": {"path": {"type": "string"}, "size": {"type": "integer"}, "uri": {"type": "string"}} }},
            "files_left_out": {"type": "integer", "description": "Files that are too many, or too large to be kept."}
        """;

    private const string OutcomeNames = """
        "success", "result", "result_was_cut", "result_size", "error", "output", "output_was_cut", "output_size", "data", "displayed", "representations_left_out", "images", "images_left_out", "files", "files_left_out", "execution"
        """;

    private const string Execution = """
        "execution": {"type": "object", "required": ["duration_ms", "fuel_consumed", "ram_used"]}
        """;

    internal const string Code = $$$"""
        {"type": "object", "required": [{{{OutcomeNames}}}], "properties": {{{{Outcome}}}, {{{Execution}}}}}
        """;

    internal const string Run = $$$"""
        {"type": "object", "required": [{{{OutcomeNames}}}], "properties": {
            {{{Outcome}}}, {{{Execution}}},
            "run_id": {"type": "string", "description": "The run in the project's journal: read capsule://runs/{run_id}."}
        }}
        """;

    internal const string CellResult = $$$"""
        {"type": "object", "required": [{{{OutcomeNames}}}, "state_was_kept"], "properties": {
            {{{Outcome}}}, {{{Execution}}},
            "output_file": {"type": "string", "description": "A file of the session with all of the output, where it was cut."},
            "result_file": {"type": "string", "description": "A file of the session with all of the result, where it was cut."},
            "state_was_kept": {"type": "boolean", "description": "False where the cell had to be stopped from outside: the session is as it was before."}
        }}
        """;

    internal const string Nothing = """{"type": "object", "additionalProperties": false, "properties": {}}""";

    internal const string Tasks = """
        {"type": "object", "required": ["tasks"], "properties": {"tasks": {"type": "array", "items": {
            "type": "object", "required": ["name", "function"], "properties": {"name": {"type": "string"}, "function": {"type": "string"}}}}}}
        """;

    internal const string Session = """
        {"type": "object", "additionalProperties": false, "required": ["session"], "properties": {"session": {"type": "string"}}}
        """;

    internal const string Sessions = """
        {"type": "object", "required": ["sessions"], "properties": {"sessions": {"type": "array", "items": {
            "type": "object", "required": ["session", "cells", "created", "last_used", "is_running"], "properties": {
                "session": {"type": "string"}, "cells": {"type": "integer", "description": "How many cells it ran."},
                "created": {"type": "string"}, "last_used": {"type": "string"}, "is_running": {"type": "boolean"}}}}}}
        """;

    internal const string Cell = $$$"""
        {"type": "object", "additionalProperties": false, "required": ["session", "code"], "properties": {
            "session": {"type": "string"}, "code": {"type": "string", "description": "What earlier cells defined is there; await works."},
            {{{Limits}}}
        }}
        """;

    internal const string ReadFile = """
        {"type": "object", "additionalProperties": false, "required": ["session", "path"], "properties": {
            "session": {"type": "string"}, "path": {"type": "string", "description": "Relative to the session's workspace, or absolute."},
            "offset": {"type": "integer", "description": "Where to begin: characters of a text, bytes of another file; 0 by default."}}}
        """;

    internal const string ListFiles = """
        {"type": "object", "additionalProperties": false, "required": ["session"], "properties": {
            "session": {"type": "string"}, "folder": {"type": "string", "description": "By default the workspace, with all that is below it."}}}
        """;

    internal const string WriteFile = """
        {"type": "object", "additionalProperties": false, "required": ["session", "path"], "properties": {
            "session": {"type": "string"}, "path": {"type": "string"},
            "text": {"type": "string"}, "base64": {"type": "string", "description": "The contents, in place of text."}}}
        """;

    internal const string FileContents = """
        {"type": "object", "required": ["size"], "properties": {
            "text": {"type": "string", "description": "What a text has from offset on."}, "base64": {"type": "string", "description": "What another file has from offset on."},
            "type": {"type": "string", "description": "Of an image, which follows as image content."},
            "size": {"type": "integer", "description": "Of the whole: characters of a text, bytes of another file."},
            "offset": {"type": "integer"}, "next_offset": {"type": "integer", "description": "Where the rest begins, if there is one."}}}
        """;

    internal const string Files = """
        {"type": "object", "required": ["files", "left_out"], "properties": {
            "files": {"type": "array", "items": {"type": "object", "required": ["path", "size", "is_folder"], "properties": {
                "path": {"type": "string"}, "size": {"type": "integer"}, "is_folder": {"type": "boolean"}}}},
            "left_out": {"type": "integer", "description": "How many files there are beyond those: list a folder."}}}
        """;
}
