using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sallyport.Gateway.Admin;

/// <summary>Tells why a request to the admin API can't be read in the words of its caller: fields and parameters, no types of this program.</summary>
internal static partial class UnreadableRequest
{
    /// <summary>The problem's detail.</summary>
    /// <param name="context">The request.</param>
    /// <param name="exception">What the framework threw.</param>
    public static string Describe(HttpContext context, BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
        {
            return Describe(json, context);
        }

        if (exception.StatusCode == StatusCodes.Status415UnsupportedMediaType)
        {
            return "The body has to be JSON, sent as 'Content-Type: application/json'.";
        }

        if (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return "The body is larger than the admin API takes.";
        }

        if (Parameter().Match(exception.Message) is { Success: true } parameter)
        {
            return parameter.Groups["value"] is { Success: true, Value: var value }
                ? $"The parameter '{parameter.Groups["name"].Value}' is '{value}', which can't be read."
                : $"The parameter '{parameter.Groups["name"].Value}' is missing.";
        }

        return context.Request.ContentLength is null or 0 && AcceptedBy(context) is not null
            ? $"The request needs a JSON body. {FieldsOf(TypeInfo(context, AcceptedBy(context)))}".TrimEnd()
            : "The request can't be read.";
    }

    private static string Describe(JsonException exception, HttpContext context)
    {
        // The serializer wraps what its reader could not read.
        if (exception.InnerException is JsonException || exception.Path is null)
        {
            return exception is { LineNumber: { } line, BytePositionInLine: { } column }
                ? $"The body is no JSON: it can't be read from line {line + 1}, byte {column + 1} on."
                : "The body is no JSON.";
        }

        var (holder, field) = Walk(TypeInfo(context, AcceptedBy(context)), exception.Path);
        var place = exception.Path.Length > 2 ? $"The field '{exception.Path[2..]}'" : "The body";
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return $"{place} is none of this call's. {FieldsOf(holder)}".TrimEnd();
        }

        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            return $"{place} lacks what it needs: {missing.Groups["names"].Value}.";
        }

        if (exception.Message.Contains("uplicate", StringComparison.Ordinal))
        {
            return $"{place} stands there twice.";
        }

        return exception.Message.Contains("null", StringComparison.Ordinal) && !exception.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"{place} may not be null."
            : $"{place} has to be {Form(field)}.";
    }

    private static Type? AcceptedBy(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static JsonTypeInfo? TypeInfo(HttpContext context, Type? type) =>
        type is null ? null : context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.GetTypeInfo(type);

    // The object that a path's last name stands in, and what that name stands for.
    private static (JsonTypeInfo? Holder, JsonTypeInfo? Field) Walk(JsonTypeInfo? root, string path)
    {
        var (holder, at) = (root, root);
        foreach (var name in path.Split('.').Skip(1))
        {
            holder = at;
            var bare = name.Split('[')[0];
            at = holder?.Properties.FirstOrDefault(property => property.Name == bare) is { } property ? holder.Options.GetTypeInfo(property.PropertyType) : null;
            if (name.Contains('[', StringComparison.Ordinal) && at?.ElementType is { } element)
            {
                at = at.Options.GetTypeInfo(element);
            }
        }

        return (holder, at);
    }

    private static string FieldsOf(JsonTypeInfo? type) => type is { Properties.Count: > 0 }
        ? $"The fields are: {string.Join(", ", type.Properties.Select(static property => property.Name))}."
        : "";

    private static string Form(JsonTypeInfo? type) => type is null
        ? "of another kind"
        : (Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            var number when number == typeof(int) || number == typeof(long) => "a whole number",
            var number when number == typeof(double) || number == typeof(float) => "a number",
            var flag when flag == typeof(bool) => "true or false",
            var text when text == typeof(string) => "a text",
            var address when address == typeof(Uri) => "an address, as a text",
            var time when time == typeof(DateTimeOffset) => "a time such as 2031-02-03T04:05:06Z, as a text",
            _ => type.Kind switch
            {
                JsonTypeInfoKind.Enumerable => "a list",
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
                _ => "of another kind",
            },
        };

    [GeneratedRegex("""parameter "[^"]*?(?<name>\w+)"(?: from "(?<value>[^"]*)"| was not provided from (?:query|route|header))""")]
    private static partial Regex Parameter();

    [GeneratedRegex("including: (?<names>'.*?')\\.?$")]
    private static partial Regex Missing();
}
