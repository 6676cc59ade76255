using System.Collections.Frozen;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>The words of JSON Schema (draft 2020-12) that stand in nearly every tool's definition, and so need no look.</summary>
internal static class SchemaWords
{
    private const int MaxLength = 32;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_words = FrozenSet.ToFrozenSet(
    [
        "type", "properties", "required", "description", "title", "enum", "items", "additionalProperties", "anyOf", "oneOf", "allOf", "not",
        "const", "default", "examples", "format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "prefixItems", "minProperties", "maxProperties", "nullable", "strict",
        "$schema", "$ref", "$defs", "definitions", "if", "then", "else", "name", "parameters", "input_schema", "function",
        "object", "string", "number", "integer", "boolean", "array", "null", "custom", "json_schema", "schema", "date-time", "date", "uri", "email", "uuid",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a string or name is one of them.</summary>
    public static bool IsOne(JsonNode node)
    {
        Span<char> scratch = stackalloc char[MaxLength];
        return s_words.Contains(node.Short(scratch));
    }
}
