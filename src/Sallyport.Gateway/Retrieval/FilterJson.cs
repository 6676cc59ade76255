using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Reads OpenAI's filters: <c>{"type":"eq","key":…,"value":…}</c>, and <c>{"type":"and","filters":[…]}</c> of such.</summary>
internal static class FilterJson
{
    private const string Form = "A filter is {\"type\": eq, ne, gt, gte, lt, lte, in or nin, \"key\", \"value\"}, or {\"type\": and or or, \"filters\"}.";

    /// <summary>Reads a filter.</summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out AttributeFilter? filter, [NotNullWhen(false)] out string? fault)
    {
        filter = null;
        try
        {
            var left = AttributeFilter.MaxNodes;
            filter = Read(json, 1, ref left);
            fault = filter is null ? Form : null;
        }
        catch (ArgumentException exception)
        {
            // What a filter's own checks say holds no value of it.
            fault = exception.Message.Split(" (Parameter", 2)[0];
        }

        return filter is not null;
    }

    // Counted as they are read: a body has room for hundreds of thousands.
    private static AttributeFilter? Read(JsonElement json, int depth, ref int left)
    {
        if (--left < 0)
        {
            throw new ArgumentException($"A filter has at most {AttributeFilter.MaxDepth} levels and {AttributeFilter.MaxNodes} comparisons and compounds.");
        }

        if (json.ValueKind != JsonValueKind.Object || depth > AttributeFilter.MaxDepth || !json.TryGetProperty("type", out var type) || JsonBody.TextOf(type) is not { } word)
        {
            return null;
        }

        if (word is "and" or "or")
        {
            return ReadCompound(json, word, depth, ref left);
        }

        if (json.EnumerateObject().Any(static property => property.Name is not ("type" or "key" or "value"))
            || !json.TryGetProperty("key", out var key) || JsonBody.TextOf(key) is not { } name || !json.TryGetProperty("value", out var value))
        {
            return null;
        }

        if (word is "in" or "nin")
        {
            return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= AttributeFilter.MaxValues && ReadValues(value) is { } values
                ? word == "in" ? AttributeFilter.AnyOf(name, values) : AttributeFilter.NoneOf(name, values)
                : null;
        }

        return Comparison(word) is { } comparison && AttributeValueConverter.TryRead(value, out var one) ? AttributeFilter.Compare(name, comparison, one) : null;
    }

    private static AttributeFilter? ReadCompound(JsonElement json, string word, int depth, ref int left)
    {
        if (json.EnumerateObject().Any(static property => property.Name is not ("type" or "filters"))
            || !json.TryGetProperty("filters", out var inner) || inner.ValueKind != JsonValueKind.Array || inner.GetArrayLength() > AttributeFilter.MaxNodes)
        {
            return null;
        }

        var filters = new List<AttributeFilter>();
        foreach (var one in inner.EnumerateArray())
        {
            if (Read(one, depth + 1, ref left) is not { } filter)
            {
                return null;
            }

            filters.Add(filter);
        }

        return word == "and" ? AttributeFilter.All(filters) : AttributeFilter.Any(filters);
    }

    private static List<AttributeValue>? ReadValues(JsonElement array)
    {
        var values = new List<AttributeValue>();
        foreach (var item in array.EnumerateArray())
        {
            if (!AttributeValueConverter.TryRead(item, out var value))
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    private static AttributeComparison? Comparison(string word) => word switch
    {
        "eq" => AttributeComparison.Equal,
        "ne" => AttributeComparison.NotEqual,
        "gt" => AttributeComparison.Greater,
        "gte" => AttributeComparison.GreaterOrEqual,
        "lt" => AttributeComparison.Less,
        "lte" => AttributeComparison.LessOrEqual,
        _ => null,
    };
}
