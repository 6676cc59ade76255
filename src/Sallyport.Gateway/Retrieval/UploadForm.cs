using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>
/// Reads an upload's form part by part, as it comes: the file is handed on as a stream and lies nowhere in the clear. Official clients send its fields in either
/// order, so those behind the file are read when the file has been. Used once.
/// </summary>
internal sealed class UploadForm
{
    private const int MaxFieldLength = 64;
    private const int MaxParts = 8;
    private const int MaxNameLength = 255;
    private const int MaxPartHeaders = 8;
    private const int MaxPartHeaderBytes = 4096;
    private const int MaxBoundaryLength = 70; // RFC 2046, section 5.1.1

    private readonly MultipartReader _reader;
    private int _parts;

    private UploadForm(MultipartReader reader) => _reader = reader;

    /// <summary>The file's name, without the folders that a client may have sent with it.</summary>
    public string? FileName { get; private set; }

    /// <summary>The file's content, to be read to its end before the form is read on.</summary>
    public Stream? File { get; private set; }

    /// <summary>What the file is for.</summary>
    public string? Purpose { get; private set; }

    /// <summary>Begins to read a form. Null where the request is none; it is refused then.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest file.</param>
    public static UploadForm? Begin(HttpRequest request, long maxBytes)
    {
        if (request.Headers.ContentEncoding.Count > 0
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (!boundary.HasValue || boundary.Length is 0 or > MaxBoundaryLength)
        {
            return null;
        }

        return new(new MultipartReader(boundary.Value, request.Body)
        {
            BodyLengthLimit = maxBytes,
            HeadersCountLimit = MaxPartHeaders,
            HeadersLengthLimit = MaxPartHeaderBytes,
        });
    }

    /// <summary>Reads fields up to the file, or to the form's end.</summary>
    /// <returns>What is wrong with the form, or nothing.</returns>
    /// <exception cref="InvalidDataException">A part is longer than its limit.</exception>
    /// <exception cref="IOException">The form ends early.</exception>
    public async ValueTask<RequestFailure> ReadFieldsAsync(CancellationToken cancellationToken)
    {
        while (await _reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (++_parts > MaxParts)
            {
                return Malformed($"A form has at most {MaxParts} parts.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            {
                return Malformed("A part of the form has no name.");
            }

            switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
            {
                case "file" when File is null:
                    FileName = NameOf(disposition);
                    if (FileName is null)
                    {
                        return Malformed($"The file needs a name of 1 to {MaxNameLength} characters without control and invisible characters.", "file");
                    }

                    File = section.Body;
                    return Failure.None;
                case "purpose" when Purpose is null:
                    Purpose = await ReadFieldAsync(section, cancellationToken);
                    if (Purpose is not ("assistants" or "user_data"))
                    {
                        return Malformed("Files here are for retrieval: purpose is 'assistants' or 'user_data'. What a provider would run over files (batches, fine-tuning) is not relayed.", "purpose");
                    }

                    break;
                case "file" or "purpose":
                    return Malformed("A field stands twice.");
                default:
                    return Malformed("The form has a field other than 'file' and 'purpose'.");
            }
        }

        return Failure.None;
    }

    private static async ValueTask<string?> ReadFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var text = new byte[MaxFieldLength + 1];
        var length = await section.Body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MaxFieldLength ? null : Encoding.UTF8.GetString(text, 0, length);
    }

    private static string? NameOf(ContentDispositionHeaderValue disposition)
    {
        var raw = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        var name = StringSegment.IsNullOrEmpty(raw) ? "" : raw.Value!;
        name = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..].Trim();
        return name.Length is 0 or > MaxNameLength || name.Any(static c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) || name.EnumerateRunes().Any(static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) || name is "." or ".." ? null : name;
    }

    private static RequestFailure Malformed(string detail, string? pointer = null) => new(Failure.RequestMalformed, detail, Pointer: pointer);
}
