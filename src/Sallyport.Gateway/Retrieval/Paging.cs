using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Retrieval.Library;

namespace Sallyport.Gateway.Retrieval;

/// <summary>The query of a list: <c>limit</c>, <c>order</c>, <c>after</c>, <c>before</c>, as OpenAI's lists have them. Others are refused.</summary>
internal static class Paging
{
    /// <summary>Reads a list's window.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="standard">How many items where nothing is said.</param>
    /// <param name="most">The most items.</param>
    /// <param name="also">A parameter that this list has besides, or null.</param>
    /// <param name="window">The window.</param>
    public static RequestFailure TryRead<TId>(IQueryCollection query, int standard, int most, string? also, out ListWindow<TId> window)
        where TId : struct, IParsable<TId>
    {
        window = new(standard);
        foreach (var (name, values) in query)
        {
            if (values.Count != 1 || values[0] is not { } value)
            {
                return Malformed(name, "A parameter stands once.");
            }

            switch (name)
            {
                case "limit":
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1 || limit > most)
                    {
                        return Malformed(name, $"'limit' is 1 to {most}.");
                    }

                    window = window with { Limit = limit };
                    break;
                case "order":
                    if (value is not ("asc" or "desc"))
                    {
                        return Malformed(name, "'order' is 'asc' or 'desc'.");
                    }

                    window = window with { IsDescending = value == "desc" };
                    break;
                case "after" or "before":
                    if (!TId.TryParse(value, CultureInfo.InvariantCulture, out var id))
                    {
                        return Malformed(name, "The cursor is no identifier of this list.");
                    }

                    window = name == "after" ? window with { After = id } : window with { Before = id };
                    break;
                default:
                    if (name != also)
                    {
                        return Malformed(null, "The query has a parameter that this list doesn't know.");
                    }

                    break;
            }
        }

        return Failure.None;
    }

    /// <summary>A page of a list.</summary>
    public static ListObject<TObject> Page<TItem, TObject>(Listing<TItem> listing, Func<TItem, TObject> of, Func<TObject, string> id)
    {
        List<TObject> data = [.. listing.Items.Select(of)];
        return new(data, data.Count == 0 ? null : id(data[0]), data.Count == 0 ? null : id(data[^1]), listing.HasMore);
    }

    private static RequestFailure Malformed(string? pointer, string detail) => new(Failure.RequestMalformed, detail, Pointer: pointer);
}
