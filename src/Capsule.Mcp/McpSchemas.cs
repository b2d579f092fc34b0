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

    private const string Shown = """
        "data": {"type": "object", "description": "Representations of the value by MIME type, without its images."},
            "displayed": {"type": "array", "items": {"type": "object"}, "description": "What the code displayed, each like data."},
            "representations_left_out": {"type": "integer", "description": "Representations that are too long for the answer."},
            "images": {"type": "integer", "description": "How many images follow as image content: what was displayed, then the value."},
            "images_left_out": {"type": "integer", "description": "Images that are too large or too many, or none."}
        """;

    private const string Result = """
        "result": {"description": "The value. One that is too long for the answer is cut, and then a string."},
            "result_was_cut": {"type": "boolean"}, "result_size": {"type": "integer", "description": "Characters of the whole."}
        """;

    internal const string Code = $$$"""
        {"type": "object", "required": ["success", "result", "result_was_cut", "result_size", "data", "displayed", "images", "images_left_out", "error", "stdout", "stderr", "output_was_cut", "execution"], "properties": {
            "success": {"type": "boolean"}, {{{Result}}}, {{{Shown}}}, "error": {{{Error}}},
            "stdout": {"type": "string"}, "stderr": {"type": "string"}, "output_was_cut": {"type": "boolean"},
            "hint": {"type": "string", "description": "What to do about code that shows nothing."},
            "execution": {"type": "object", "required": ["task_name", "duration_ms", "retries", "fuel_consumed", "ram_used"]}
        }}
        """;

    internal const string Run = $$$"""
        {"type": "object", "required": ["success", "result", "result_was_cut", "result_size", "error", "stdout", "stderr", "output_was_cut", "execution"], "properties": {
            "success": {"type": "boolean"}, {{{Result}}}, "error": {{{Error}}},
            "stdout": {"type": "string"}, "stderr": {"type": "string"}, "output_was_cut": {"type": "boolean"},
            "run_id": {"type": "string", "description": "The run in the project's journal: read capsule://runs/{run_id}."},
            "execution": {"type": "object", "required": ["task_name", "duration_ms", "retries", "fuel_consumed", "ram_used"]}
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

    internal const string CellResult = $$$"""
        {"type": "object", "required": ["success", "value", "value_was_cut", "value_size", "repr", "data", "displayed", "images", "images_left_out", "error", "output", "output_was_cut", "state_was_kept"], "properties": {
            "success": {"type": "boolean"}, "value": {"description": "The value. One that is too long for the answer is cut, and then a string."},
            "value_was_cut": {"type": "boolean"}, "value_size": {"type": "integer", "description": "Characters of the whole."},
            "repr": {"type": ["string", "null"]}, {{{Shown}}},
            "error": {{{Error}}}, "output": {"type": "string"}, "output_was_cut": {"type": "boolean"}, "state_was_kept": {"type": "boolean"},
            "hint": {"type": "string", "description": "What to do about code that shows nothing."},
            "fuel_consumed": {"type": "integer"}, "ram_used": {"type": "integer"}, "duration_ms": {"type": "number"}
        }}
        """;

    internal const string File = """
        {"type": "object", "additionalProperties": false, "required": ["session", "path"], "properties": {
            "session": {"type": "string"}, "path": {"type": "string", "description": "Relative to the session's workspace."}}}
        """;

    internal const string WriteFile = """
        {"type": "object", "additionalProperties": false, "required": ["session", "path"], "properties": {
            "session": {"type": "string"}, "path": {"type": "string"},
            "text": {"type": "string"}, "base64": {"type": "string", "description": "The contents, in place of text."}}}
        """;

    internal const string FileContents = """
        {"type": "object", "required": ["base64"], "properties": {"text": {"type": "string"}, "base64": {"type": "string"}}}
        """;

    internal const string Files = """
        {"type": "object", "required": ["files"], "properties": {"files": {"type": "array", "items": {
            "type": "object", "required": ["path", "size"], "properties": {"path": {"type": "string"}, "size": {"type": "integer"}}}}}}
        """;
}
